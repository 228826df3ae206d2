// SPDX-License-Identifier: GPL-2.0
import { type BootOptions, bootKernel } from "../../kernel/boot.js";
import type { Snapshot } from "../../kernel/kernel.js";
import { KernelError } from "../../kernel/kernel-error.js";
import type { NativeKernel } from "../../kernel/native-kernel.js";
import { CacheStore } from "./cache-store.js";
import { commandIdentity, kernelIdentity } from "./identity.js";
import { RecordLog } from "./record-log.js";
import { StoredCommands } from "./stored-commands.js";

const TAKEN: ReadonlySet<string> = new Set(["KTEST_SLOT_BUSY", "KTEST_ADDRESS_TAKEN"]);

/** What a kernel is booted from. */
export type CachedBootOptions = BootOptions & {
  readonly library: string;
  readonly constants: string;
  readonly seed: number;
};

export interface CachedKernel {
  readonly kernel: NativeKernel;
  /** As it is after boot. */
  readonly base: Snapshot;
  readonly commands: StoredCommands;
}

/**
 * A kernel just after boot, from a file that another process has left if there is one that fits;
 * and the commands that such processes have run.
 * @param folder  of findCacheFolder()
 * @throws {import("../../kernel/kernel-error.js").KernelError} if it cannot be booted
 */
export function bootCached(folder: string, { constants, ...options }: CachedBootOptions): CachedKernel {
  const store = new CacheStore(folder);
  const identity = kernelIdentity({ ...options, constants });
  const kernel = continueKernel(store, identity, options) ?? bootKernel(options);
  const base = kernel.snapshot();
  if (store.find(identity) === undefined) store.put(identity, "boot", (path) => base.save(path));
  const log = new RecordLog(store.logPath(commandIdentity()));
  return { kernel, base, commands: new StoredCommands(log) };
}

function continueKernel(store: CacheStore, identity: string, options: BootOptions): NativeKernel | undefined {
  const entry = store.find(identity);
  if (entry === undefined) return undefined;
  try {
    return bootKernel({ ...options, from: entry.pages });
  } catch (error) {
    // Where its place in memory is taken, it is of use to others still.
    const isTaken = error instanceof KernelError && TAKEN.has(error.code);
    if (!isTaken) store.discard(identity);
    return undefined;
  }
}
