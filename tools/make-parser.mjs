// SPDX-License-Identifier: GPL-2.0
/** src/dsl/parser.js from the files of src/dsl/grammar, that of the start rule first. */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const START = "script.pegjs";

const grammar = join(root, "src/dsl/grammar");
const others = readdirSync(grammar).filter((name) => name.endsWith(".pegjs") && name !== START);
const files = [START, ...others.sort()].map((name) => join(grammar, name));
const output = join(root, "src/dsl/parser.js");
execFileSync(join(root, "node_modules/.bin/peggy"), ["--format", "es", "-o", output, ...files], { stdio: "inherit" });
