// SPDX-License-Identifier: GPL-2.0
/**
 * src/dsl/parser.js from the files of src/dsl/grammar, that of the start rule first.
 *
 *	node tools/make-parser.mjs [FILE]
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import peggy from "peggy";
import { fastWhenSilent } from "./parser/index.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const START = "script.pegjs";

const grammar = join(root, "src/dsl/grammar");
const others = readdirSync(grammar).filter((name) => name.endsWith(".pegjs") && name !== START);
const sources = [START, ...others.sort()].map((name) => ({
  source: relative(root, join(grammar, name)),
  text: readFileSync(join(grammar, name), "utf8"),
}));
try {
  const parser = peggy.generate(sources, { format: "es", output: "source", plugins: [fastWhenSilent] });
  writeFileSync(process.argv[2] ?? join(root, "src/dsl/parser.js"), parser);
} catch (error) {
  if (!(error instanceof peggy.GrammarError || error instanceof peggy.parser.SyntaxError)) throw error;
  process.stderr.write(`${error.format(sources)}\n`);
  process.exitCode = 1;
}
