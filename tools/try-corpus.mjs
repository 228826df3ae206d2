// SPDX-License-Identifier: GPL-2.0
/**
 * Tries the language on folders of scripts: parses, prints and parses again every .pkt below them,
 * and prints counts and the first diagnostics of each kind. For suites that are not ours and so
 * are not in the repository.
 *
 *   node tools/try-corpus.mjs [--dist=DIR] [--each=N] [--check] PATH…
 *
 * --dist   where the compiled sources are; dist/ of this repository if absent
 * --each   how many places are shown for each code, 5 if absent
 * --check  the checks, too: what `ktest run` would find before it starts
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isDeepStrictEqual, parseArgs } from "node:util";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { dist: { type: "string" }, each: { type: "string" }, check: { type: "boolean" } },
});
const { hasErrors, load, parse, printScript } = await import(
  pathToFileURL(resolve(values.dist ?? join(root, "dist"), "dsl/index.js")).href
);

const counts = { files: 0, parsed: 0, warned: 0, reparsed: 0, clean: 0, events: 0 };
/** From a code to the places where it was found. */
const found = new Map();

for (const file of positionals.flatMap(scripts).sort()) {
  counts.files++;
  const text = readFileSync(file);
  const { script, diagnostics } = values.check ? load(text, file) : parse(text, file);
  report(diagnostics);
  if (values.check && !hasErrors(diagnostics)) counts.clean++;
  const parsed = values.check ? parse(text, file) : { script, diagnostics };
  if (hasErrors(parsed.diagnostics)) continue;
  counts.parsed++;
  counts.events += parsed.script.events.length;
  if (parsed.diagnostics.length > 0) counts.warned++;
  if (sameAgain(parsed.script, file)) counts.reparsed++;
}

for (const [code, places] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
  console.log(`${code}: ${places.length}`);
  for (const place of places.slice(0, Number(values.each ?? 5))) console.log(`  ${place}`);
}
console.log(
  `${counts.files} scripts, ${counts.events} events: ${counts.parsed} parse (${counts.warned} with a warning), ` +
    `${counts.reparsed} of them print and parse to the same tree` +
    (values.check ? `; ${counts.clean} without an error of the checks` : ""),
);

function scripts(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true })
    .filter((name) => name.endsWith(".pkt"))
    .map((name) => join(path, name));
}

/** Whether the printed script gives the same tree, and prints the same once more. */
function sameAgain(script, file) {
  const printed = printScript(script);
  const again = parse(printed, `${file} as printed`);
  report(again.diagnostics.filter(({ severity }) => severity === "error"));
  const place = { line: 1, column: 1 };
  const complain = (code, message) => report([{ code, message, file, span: place }]);
  if (!isDeepStrictEqual(bare(script), bare(again.script)))
    complain("try/other-tree", "the printed script differs");
  else if (printScript(again.script) !== printed)
    complain("try/other-text", "it prints differently once more");
  else return !hasErrors(again.diagnostics);
  return false;
}

/** The tree without the places of its nodes. */
function bare(node) {
  if (Array.isArray(node)) return node.map(bare);
  if (node === null || typeof node !== "object" || node instanceof Uint8Array) return node;
  const entries = Object.entries(node).filter(([key]) => key !== "span" && key !== "file");
  return Object.fromEntries(entries.map(([key, value]) => [key, bare(value)]));
}

function report(diagnostics) {
  for (const { code, message, file, span } of diagnostics) {
    const places = found.get(code) ?? [];
    places.push(`${file}:${span.line}:${span.column}: ${message}`);
    found.set(code, places);
  }
}
