// SPDX-License-Identifier: GPL-2.0
import { isAtLeast, isReached, summarize } from "./measure.mjs";

/** @typedef {import("./measure.mjs").Figure} Figure */

const HEADINGS = ["", "median", "p10 … p90", "runs", "target", ""];
/** Columns of words. */
const LEFT = new Set([0, 5]);

/**
 * @param {number} value
 * @param {Figure["unit"]} unit
 */
function format(value, unit) {
  if (unit === "1/s") return `${Math.round(value).toLocaleString("en")}/s`;
  if (unit === "×") return `${Number(value.toPrecision(3))} ×`;
  if (unit === "%") return `${Number((100 * value).toPrecision(3))} %`;
  if (unit === "B") return `${Number((value / 1e6).toPrecision(3))} MB`;
  /** @type {readonly (readonly [number, string])[]} */
  const scales = [
    [1, "s"],
    [1e-3, "ms"],
    [1e-6, "µs"],
    [1e-9, "ns"],
  ];
  const [scale, name] = scales.find(([size]) => value >= size) ?? [1e-9, "ns"];
  return `${Number((value / scale).toPrecision(3))} ${name}`;
}

/**
 * @param {Figure} figure
 * @returns {string[]}
 */
function row(figure) {
  const { name, unit, samples, target, missing } = figure;
  const { median, p10, p90, runs } = summarize(samples);
  const reached = isReached(figure);
  const limit = target === undefined ? "" : `${isAtLeast(unit) ? ">" : "<"} ${format(target, unit)}`;
  if (missing !== undefined) return [name, "–", "", "0", limit, `not measured: ${missing}`];
  const spread = runs === 1 ? "" : `${format(p10, unit)} … ${format(p90, unit)}`;
  const verdict = reached === undefined ? "" : reached ? "reached" : "missed";
  return [name, format(median, unit), spread, String(runs), limit, verdict];
}

/**
 * For the terminal.
 * @param {readonly Figure[]} figures
 */
export function textTable(figures) {
  const rows = [HEADINGS, ...figures.map(row)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) =>
          LEFT.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/**
 * For bench/RESULTS.md.
 * @param {readonly Figure[]} figures
 */
export function markdownTable(figures) {
  return [HEADINGS, ["---", "--:", "--:", "--:", "--:", "---"], ...figures.map(row)]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
