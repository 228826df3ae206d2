#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0
/**
 * Fills prebuilt/ with the native parts that an npm package carries, so that who installs it
 * needs neither compiler nor kernel source: the library, the constants of its headers, the addon.
 * Of the first and the last, what only a debugger wants is left out; names of functions stay, as
 * the backtraces of reports need them. src/kernel/artifacts.ts looks for them there.
 *
 *	node tools/prepack.mjs
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const build = join(root, "build");
const prebuilt = join(root, "prebuilt");

/** Ends with the status of a command that fails. Standard output belongs to `npm pack --json`. */
function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

run(process.execPath, join(root, "tools/setup.mjs"));
rmSync(prebuilt, { recursive: true, force: true });
mkdirSync(prebuilt);
for (const name of readdirSync(build).filter((file) => /^liblinux-.*\.so$/.test(file))) {
  const constants = name.replace(/\.so$/, ".constants.json");
  run("strip", "--strip-debug", "-o", join(prebuilt, name), join(build, name));
  copyFileSync(join(build, constants), join(prebuilt, constants));
}
run("strip", "--strip-debug", "-o", join(prebuilt, "ktest.node"), join(build, "native/Release/ktest.node"));
