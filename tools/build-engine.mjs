#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0
/**
 * Builds native/engine/: a kernel as a target of a fuzzing engine, for the folders that `ktest fuzz --save-rig`
 * writes. Prints the path of the program. docs/engines.md.
 *
 *	node tools/build-engine.mjs [libfuzzer|afl|WHAT TO LINK WITH]
 *
 * The compiler is $CXX, or clang++. Debian's packages: clang and libclang-rt-dev; for AFL++ afl++, too.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { excerpt } from "./build-library.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [engine = "libfuzzer"] = process.argv.slice(2);
const PROGRAMS = { libfuzzer: "ktest-libfuzzer", afl: "ktest-afl" };
const output = join(root, "build", engine in PROGRAMS ? engine : "engine");

/** Runs a command to its end; its output is shown only if it fails. */
function run(command, args) {
  const done = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  const why = done.error?.message ?? excerpt(`${done.stdout}${done.stderr}`.trimEnd().split("\n"));
  if (done.status === 0) return;
  process.stderr.write(`ktest: ${command} ${args.join(" ")} failed:\n${why}\n`);
  process.exit(1);
}

const settings = [`-DENGINE=${engine}`, `-DCMAKE_CXX_COMPILER=${process.env.CXX ?? "clang++"}`];
if (existsSync("/usr/bin/ccache")) settings.push("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache");
run("cmake", ["-S", join(root, "native/engine"), "-B", output, ...settings]);
run("cmake", ["--build", output, "--parallel"]);
console.log(join(output, PROGRAMS[engine] ?? "ktest-engine"));
