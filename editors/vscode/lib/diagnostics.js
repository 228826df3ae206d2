// SPDX-License-Identifier: GPL-2.0
// @ts-check

/**
 * A line of `ktest check --json`. Lines and columns count from 1; endColumn is behind the last
 * character, on the same line.
 * @typedef {object} Finding
 * @property {string} file
 * @property {number} line
 * @property {number} column
 * @property {number} endColumn
 * @property {"error" | "warning"} severity
 * @property {string} code
 * @property {string} message
 */

/**
 * A finding as editors count: lines and characters from 0.
 * @typedef {object} Placed
 * @property {{ line: number, character: number }} start
 * @property {{ line: number, character: number }} end
 * @property {"error" | "warning"} severity
 * @property {string} code
 * @property {string} message
 */

/**
 * The findings in what `ktest check --json` printed; lines that are none are left out.
 * @param {string} output
 * @returns {Placed[]}
 */
function readFindings(output) {
  return output.split("\n").flatMap((line) => {
    const finding = parse(line);
    return finding === undefined ? [] : [place(finding)];
  });
}

/**
 * @param {string} line
 * @returns {Finding | undefined}
 */
function parse(line) {
  if (!line.startsWith("{")) return undefined;
  try {
    const value = JSON.parse(line);
    return typeof value.line === "number" && typeof value.message === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {Finding} finding
 * @returns {Placed}
 */
function place({ line, column, endColumn, severity, code, message }) {
  const at = Math.max(0, line - 1);
  const start = Math.max(0, column - 1);
  // something to see where the problem is a place and no text
  const end = Math.max(start + 1, endColumn - 1);
  return {
    start: { line: at, character: start },
    end: { line: at, character: end },
    severity: severity === "warning" ? "warning" : "error",
    code,
    message,
  };
}

module.exports = { readFindings };
