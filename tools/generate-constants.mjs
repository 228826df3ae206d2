#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0
/**
 * Takes the numbers of the kernel's user interface from its own headers: constants, system
 * call numbers and structure layouts, as one JSON file next to the library they belong to.
 *
 *   generate-constants.mjs --kernel-source DIR --output FILE
 *
 * Nothing is executed and no host header is read: the headers are compiled, and the values
 * are read from sections of the object file. Needs gcc and objcopy (CC, OBJCOPY override).
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { Compiler } from "./constants/compiler.mjs";
import { knownStructs } from "./constants/internal.mjs";
import { collectNames, errnoTexts, evaluateNames } from "./constants/names.mjs";
import { structLayouts } from "./constants/structs.mjs";

const { values: options } = parseArgs({
  options: { "kernel-source": { type: "string" }, output: { type: "string" } },
});
const source = options["kernel-source"];
const output = options.output;
if (source === undefined || output === undefined) {
  process.stderr.write("usage: generate-constants.mjs --kernel-source DIR --output FILE\n");
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), "ktest-constants-"));
try {
  const compiler = new Compiler(source, scratch);
  const text = compiler.preprocess();
  const constants = evaluateNames(compiler, collectNames(compiler, text));
  const structs = structLayouts(compiler, text, knownStructs(source));
  const errors = errnoTexts(
    ["errno-base.h", "errno.h"].map((name) =>
      readFileSync(join(source, "include/uapi/asm-generic", name), "utf8"),
    ),
  );
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, `${JSON.stringify({ constants, errors, structs }, null, 1)}\n`);
} catch (error) {
  process.stderr.write(`generate-constants: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
