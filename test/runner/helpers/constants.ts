// SPDX-License-Identifier: GPL-2.0
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Constants } from "../../../src/runner/constants.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const BUILD = join(ROOT, "build");

let loaded: Constants | undefined;

/** The constants of the kernel in build/: those generated with it, or made now from its source. */
export function testConstants(): Constants {
  loaded ??= load();
  return loaded;
}

function load(): Constants {
  const name = existsSync(BUILD)
    ? readdirSync(BUILD).find((file) => file.endsWith(".constants.json"))
    : undefined;
  if (name !== undefined) return Constants.load(join(BUILD, name));
  const folder = mkdtempSync(join(tmpdir(), "ktest-"));
  try {
    const output = join(folder, "constants.json");
    const source = process.env.KTEST_KERNEL_SRC ?? join(BUILD, "kernel-source");
    execFileSync(process.execPath, [
      join(ROOT, "tools/generate-constants.mjs"),
      "--kernel-source",
      source,
      "--output",
      output,
    ]);
    return Constants.load(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
