// SPDX-License-Identifier: GPL-2.0
import { type BootOptions, bootKernel } from "../../kernel/boot.js";
import type { Snapshot } from "../../kernel/kernel.js";
import { KernelError } from "../../kernel/kernel-error.js";
import type { NativeKernel } from "../../kernel/native-kernel.js";
import { digest, hostIdentity, kernelIdentity } from "./identity.js";
import { SnapshotStore } from "./snapshot-store.js";
import { StoredStages } from "./stored-stages.js";

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
  readonly stages: StoredStages;
}

/**
 * A kernel just after boot, from a file that another process has left if there is one that fits;
 * and the stages of prologues that such processes have left.
 * @param folder  of findCacheFolder()
 * @throws {import("../../kernel/kernel-error.js").KernelError} if it cannot be booted
 */
export function bootCached(folder: string, { constants, ...options }: CachedBootOptions): CachedKernel {
  const store = new SnapshotStore(folder);
  const identity = kernelIdentity({ ...options, constants });
  const kernel = continueKernel(store, identity, options) ?? bootKernel(options);
  const base = kernel.snapshot();
  if (store.find(identity) === undefined) store.put(identity, "boot", (path) => base.save(path));
  const stages = new StoredStages(store, kernel, digest([identity, hostIdentity(), kernel.slot]));
  return { kernel, base, stages };
}

function continueKernel(
  store: SnapshotStore,
  identity: string,
  options: BootOptions,
): NativeKernel | undefined {
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
