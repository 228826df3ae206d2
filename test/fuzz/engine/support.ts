// SPDX-License-Identifier: GPL-2.0
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { choices } from "../../../src/fuzz/campaign/random.js";
import { Corpus } from "../../../src/fuzz/corpus/corpus.js";
import { generateProgram } from "../../../src/fuzz/generate/program.js";
import type { Protocol } from "../../../src/fuzz/program/operations.js";
import { saveRig } from "../../../src/fuzz/rig/save.js";
import { findLibrary } from "../../../src/kernel/index.js";
import { constantsBeside } from "../../../src/runner/constants.js";
import { Constants } from "../../../src/runner/index.js";
import { root } from "../../support/set-up.js";

/** How long it may take to build one. */
export const BUILD_MS = 600_000;

/** Path of a target that is linked with an engine; built unless nothing has changed. */
export function buildEngine(engine: "libfuzzer" | "afl"): string {
  const args = [join(root, "tools/build-engine.mjs"), engine];
  return execFileSync(process.execPath, args, { encoding: "utf8" }).trimEnd();
}

/** A folder that is gone when this process ends. */
export function makeScratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "ktest-engine-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** `ktest fuzz --save-rig`; returns the folder. */
export function makeRigFolder(
  folder: string,
  protocols: readonly Protocol[],
  library = findLibrary(),
): string {
  const constants = Constants.load(constantsBeside(library));
  saveRig(folder, { library, constants, seed: 1, protocols, known: [] });
  return folder;
}

/** Changes lines of a rig; undefined: there is no such line. */
export function editRig(rig: string, edit: (line: string) => string | undefined): void {
  const path = join(rig, "rig");
  const lines = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, lines.flatMap((line) => edit(line) ?? []).join("\n"));
}

/** As if none of its bugs were known. */
export function forgetKnown(rig: string): void {
  editRig(rig, (line) => (line.startsWith("known ") ? undefined : line));
}

/** What does not end is ended soon. */
export function hurry(rig: string): void {
  editRig(rig, (line) => line.replace(/^cpu-limit-ms .*/, "cpu-limit-ms 100"));
}

/** A folder of programs as `ktest fuzz` makes them; returns it. */
export function makeCorpus(folder: string, protocol: Protocol, count: number): string {
  const corpus = new Corpus(folder);
  const choice = choices(1);
  for (let made = 0; made < count; made++)
    corpus.add(generateProgram(choice, { protocol, minCommands: 10, maxCommands: 10 }));
  return folder;
}
