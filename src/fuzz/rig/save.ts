// SPDX-License-Identifier: GPL-2.0
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { NativeSnapshot } from "../../kernel/native-kernel.js";
import { ElfFile } from "../../runner/report/elf.js";
import { ADDRESS } from "../../runner/report/symbols.js";
import { COMPLAINT, REMARK } from "../../runner/strict/kernel-warnings.js";
import type { KnownBug } from "../known/known-bugs.js";
import { knownBugsOf } from "../known/linux.js";
import { CRITICAL, kernelMessage, VARYING } from "../oracles/kernel-message.js";
import { PROTOCOLS, type Protocol } from "../program/operations.js";
import { tablesText } from "../program/tables.js";
import { CPU_LIMIT_MS, prepareKernel, type RigOptions } from "./prepare.js";

export interface SaveOptions extends RigOptions {
  /** Whose programs are to be run. */
  readonly protocols: readonly Protocol[];
  /** Bugs that are no findings, beside those that we know of. */
  readonly known: readonly KnownBug[];
}

const BOOT = "boot.state";

/**
 * Writes a kernel into a folder, ready for programs, for an engine that is linked with native/engine/; its rig.h
 * says what is there.
 * @throws {Error} of the file system, and what booting a kernel throws
 */
export function saveRig(folder: string, options: SaveOptions): void {
  const { library, constants, protocols } = options;
  const networks: string[] = [];
  let base: NativeSnapshot | undefined;
  mkdirSync(folder, { recursive: true });
  const { kernel } = prepareKernel(options, {
    booted: (kernel) => {
      base = kernel.snapshot();
      base.save(join(folder, BOOT));
    },
    prepared: (kernel, { name, device, local, remote }) => {
      const state = `${name}.state`;
      const snapshot = kernel.snapshot();
      snapshot.save(join(folder, state), base);
      snapshot.release();
      networks.push(`network ${device} ${hex(local)} ${hex(remote)} ${state}`);
    },
  });
  const known = [...options.known, ...knownBugsOf(kernel.release)];
  kernel.close();
  copyFileSync(library, join(folder, basename(library)));
  writeFileSync(join(folder, "symbols"), symbolsOf(library));
  writeFileSync(join(folder, "tables"), tablesText(constants));
  const lines = [
    `library ${basename(library)}`,
    "symbols symbols",
    `boot ${BOOT}`,
    ...networks,
    `cpu-limit-ms ${CPU_LIMIT_MS}`,
    ...protocols.map((protocol) => `protocol ${PROTOCOLS.indexOf(protocol)}`),
    `complaint ${COMPLAINT.source}`,
    `remark ${REMARK.source}`,
    `varying ${VARYING.source}`,
    `address ${ADDRESS.source}`,
    `critical ${CRITICAL}`,
    ...known
      .filter(({ oracle }) => oracle === kernelMessage.name)
      .map(({ protocol, cause }) => `known ${PROTOCOLS.indexOf(protocol)} ${cause}`),
  ];
  writeFileSync(join(folder, "rig"), `${lines.join("\n")}\n`);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** The text of native/engine/symbols.h. */
function symbolsOf(library: string): string {
  const elf = new ElfFile(readFileSync(library));
  const functions = [...elf.functions()].sort((a, b) => a.address - b.address);
  const text = elf.section(".text");
  return [
    ...functions.map(({ address, name }) => `${address.toString(16)} ${name}\n`),
    ...(text === undefined ? [] : [`${(text.address + text.bytes.length).toString(16)}\n`]),
  ].join("");
}
