// SPDX-License-Identifier: GPL-2.0

/**
 * Reads the verdicts of a reference tool: tab-separated columns that the first line names after "# ".
 * Without a column `line`, the line is the one in a message that begins "NAME.pkt:LINE:".
 * @param {string} text
 * @returns {readonly import("./compare.mjs").OracleRow[]}
 */
export function parseOracle(text) {
  const [head = "", ...rows] = text.split("\n").filter((row) => row !== "");
  const names = head.replace(/^#\s*/, "").split("\t");
  for (const name of ["script", "variant", "verdict", "message"])
    if (!names.includes(name)) throw new Error(`the oracle has no column ${name}`);
  return rows.map((row) => {
    const cells = row.split("\t");
    const cell = (name) => cells[names.indexOf(name)] ?? "";
    const line = names.includes("line")
      ? cell("line")
      : (/^[^:|]+\.pkt:(\d+):/.exec(cell("message"))?.[1] ?? "");
    return {
      script: cell("script").replace(/^\.\//, ""),
      variant: cell("variant"),
      verdict: cell("verdict"),
      line: line === "" ? undefined : Number(line),
      message: cell("message"),
    };
  });
}
