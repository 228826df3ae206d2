// SPDX-License-Identifier: GPL-2.0
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { kernelScriptsDir } from "../../support/kernel-scripts.js";
import { ROOT } from "./run.js";

/** A script of a suite. */
export interface SuiteScript {
  /** For people: the path below its suite. */
  readonly name: string;
  /** The folder that its commands run in. */
  readonly folder: string;
  readonly text: string;
}

/** Our own scripts, in the order of their names. */
export function ownScripts(): readonly SuiteScript[] {
  return scriptsBelow(join(ROOT, "scripts-tests"));
}

/** Those of the kernel's source. */
export function kernelScripts(): readonly SuiteScript[] {
  return scriptsBelow(kernelScriptsDir());
}

function scriptsBelow(root: string): readonly SuiteScript[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".pkt"))
    .sort()
    .map((name) => ({ name, folder: join(root, name, ".."), text: readFileSync(join(root, name), "utf8") }));
}
