// SPDX-License-Identifier: GPL-2.0
import { bootKernel } from "../../kernel/boot.js";
import type { NativeKernel } from "../../kernel/native-kernel.js";
import type { Constants } from "../constants.js";
import { FileLook } from "../setup/host-files.js";
import { bootCached } from "../setup/kernel-cache.js";
import { KnownCommands } from "../setup/known-commands.js";
import { Prologues } from "../setup/prologue.js";
import type { WorkerOptions } from "./messages.js";

/** CPU time of a single call after which there is no hope for it, in ms. */
const MAX_CPU_LIMIT_MS = 10_000;

/**
 * A machine that has just loaded these drivers has dummy0, ifb0 and ifb1, which stand in the way of
 * `ip link add dummy0`: drivers/net/dummy.c, drivers/net/ifb.c.
 */
export const COMMAND_LINE = "dummy.numdummies=0 ifb.numifbs=0";

/** How long what was seen of a file of the host holds. */
const MOMENT_MS = 250;

/** A kernel, and what brings it to where a script can begin. */
export interface Booted {
  readonly kernel: NativeKernel;
  readonly prologues: Prologues;
}

/** @throws {import("../../kernel/kernel-error.js").KernelError} if the kernel cannot be booted */
export function bootForScripts(
  { library, constants: constantsPath, seed, isCaching, cacheFolder, limits }: WorkerOptions,
  constants: Constants,
): Booted {
  const cpuLimitMs = Math.min(Math.ceil(limits.realMs), MAX_CPU_LIMIT_MS);
  const options = { library, seed, cpuLimitMs, commandLine: COMMAND_LINE };
  if (!isCaching || cacheFolder === undefined) {
    const kernel = bootKernel(options);
    const commands = new KnownCommands(kernel, isCaching);
    return { kernel, prologues: new Prologues(kernel, constants, isCaching, commands) };
  }
  const cached = bootCached(cacheFolder, { ...options, constants: constantsPath });
  const { kernel, base } = cached;
  const commands = new KnownCommands(kernel, true, cached.commands, new FileLook(MOMENT_MS));
  return { kernel, prologues: new Prologues(kernel, constants, true, commands, base) };
}
