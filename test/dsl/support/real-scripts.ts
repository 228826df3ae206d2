// SPDX-License-Identifier: GPL-2.0
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findKernelScriptsDir } from "../../support/kernel-scripts.js";

const OWN = fileURLToPath(new URL("../../../scripts-tests", import.meta.url));

export interface RealScript {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Our own scripts, those of the kernel, and those below the folders of KTEST_MUTATION_SCRIPTS. */
export function realScripts(): readonly RealScript[] {
  const more = (process.env.KTEST_MUTATION_SCRIPTS ?? "").split(":").filter((folder) => folder !== "");
  const kernel = findKernelScriptsDir();
  return [OWN, ...(kernel === undefined ? [] : [kernel]), ...more].flatMap(scriptsBelow);
}

function scriptsBelow(folder: string): readonly RealScript[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".pkt"))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path, bytes: readFileSync(path) }));
}
