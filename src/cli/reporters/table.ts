// SPDX-License-Identifier: GPL-2.0

const GAP = "  ";
const KIB = 1024;

/** Rows of text in columns, each as wide as its widest cell; a line a row. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const [first = []] = rows;
  const widths = first.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(GAP)
      .trimEnd();
  return rows.map((row) => `${line(row)}\n`).join("");
}

/** Such as 7.8 MB. */
export function formatBytes(bytes: number): string {
  return `${(bytes / KIB / KIB).toFixed(1)} MB`;
}
