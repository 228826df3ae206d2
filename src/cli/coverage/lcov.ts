// SPDX-License-Identifier: GPL-2.0

/** What is known of a source file: how many tests reached what. */
export interface FileCoverage {
  /** Absolute path. */
  readonly file: string;
  /** By line. */
  readonly lines: ReadonlyMap<number, number>;
  /** By name. */
  readonly functions: ReadonlyMap<string, { readonly line: number; readonly count: number }>;
}

/** A tracefile as lcov and genhtml read it: geninfo(1). */
export function printLcov(files: readonly FileCoverage[]): string {
  return [...files]
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .map((file) => `${recordsOf(file).join("\n")}\n`)
    .join("");
}

function recordsOf({ file, lines, functions }: FileCoverage): readonly string[] {
  const counts = [...lines].sort(([a], [b]) => a - b);
  const named = [...functions].sort(([, a], [, b]) => a.line - b.line);
  const isHit = (count: number): boolean => count > 0;
  return [
    "TN:",
    `SF:${file}`,
    ...named.map(([name, { line }]) => `FN:${line},${name}`),
    ...named.map(([name, { count }]) => `FNDA:${count},${name}`),
    `FNF:${named.length}`,
    `FNH:${named.filter(([, { count }]) => isHit(count)).length}`,
    ...counts.map(([line, count]) => `DA:${line},${count}`),
    `LF:${counts.length}`,
    `LH:${counts.filter(([, count]) => isHit(count)).length}`,
    "end_of_record",
  ];
}
