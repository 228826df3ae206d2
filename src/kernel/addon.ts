// SPDX-License-Identifier: GPL-2.0
import { createRequire } from "node:module";
import { findBuiltAddon } from "./artifacts.js";
import type { ExecOptions, ExecResult } from "./kernel.js";
import { KernelError } from "./kernel-error.js";

/** Options of a new instance, as native/src/js_instance.cc reads them. */
export interface InstanceOptions {
  /** Path of liblinux-*.so. */
  readonly library: string;
  /** Path of a saved snapshot to start from instead of booting; it decides about the slot. */
  readonly from?: string;
  /** Which place in the address space, 0…255; the lowest free one if absent. */
  readonly slot?: number;
  /** Size of the kernel's memory, a multiple of 4096, 32 MiB…768 MiB; 64 MiB if absent. */
  readonly arenaBytes?: number;
  /** Size of the user memory, a multiple of 4096, up to 4 MiB; 1 MiB if absent. */
  readonly userBytes?: number;
  /** Of the random number generator, 64 bits; 0 if absent. */
  readonly seed?: bigint | number;
  /** CLOCK_MONOTONIC at boot in ns, from 1; a second if absent. */
  readonly clockNs?: number;
  /** CLOCK_REALTIME at boot, ns since 1970, not less than clockNs; 2024-11-17 if absent. */
  readonly realtimeNs?: bigint | number;
  readonly commandLine?: string;
  /** CPU time after which one call is stopped, in ms; 0: no limit; ten seconds if absent. */
  readonly cpuLimitMs?: number;
}

/** A snapshot as the addon hands it out; opaque. */
export type SnapshotHandle = object & { readonly __snapshot: never };

/** Class Instance of the addon. Whatever its methods throw is a {@link KernelError}. */
export interface Instance {
  /** What the library called back with; see native/src/event_queue.h. */
  readonly events: ArrayBuffer;
  readonly user: ArrayBuffer;
  readonly userAddress: number;
  readonly release: string;
  readonly mainTask: number;
  readonly slot: number;
  syscall(
    task: number,
    nr: number,
    a0?: number,
    a1?: number,
    a2?: number,
    a3?: number,
    a4?: number,
    a5?: number,
  ): number | undefined;
  createTask(name: string, peer: number | undefined): number;
  exitTask(task: number): void;
  pending(task: number): boolean;
  nextTimer(): number;
  runUntil(timeNs: number, stopAtEvent: boolean): void;
  createDevice(options: object): number;
  destroyDevice(device: number): void;
  receive(device: number, frame: Uint8Array, gsoSize: number | undefined, more: boolean | undefined): void;
  snapshot(): SnapshotHandle;
  restore(snapshot: SnapshotHandle): void;
  save(snapshot: SnapshotHandle, path: string, base: SnapshotHandle | undefined): void;
  load(path: string, base: SnapshotHandle): SnapshotHandle;
  setScheduler(choose: ((tasks: readonly number[]) => number | undefined) | undefined): void;
  exec(command: ExecOptions): ExecResult;
  replay(tapes: readonly Uint8Array[]): number | undefined;
  /** native/fuzz/executor.h */
  prepareFuzzing(tables: string): void;
  addFuzzNetwork(device: number, local: Uint8Array, peer: Uint8Array): void;
  runProgram(program: Uint8Array): number;
  /** native/src/coverage.h; throws KTEST_NO_COVERAGE. */
  startCoverage(isReached: boolean): ArrayBuffer;
  takeCounters(seen: Uint8Array): number;
  /** Empties the buffer of events and moves those into it that had no room. */
  refill(): void;
  /** Size of the dirty set: pages that a restore compares with the snapshot. */
  dirtyPages(): number;
  close(): void;
}

export interface Addon {
  readonly Instance: new (options: InstanceOptions) => Instance;
  setErrorClass(errorClass: new (code: string, message: string) => Error): void;
  /** Frees a snapshot before it is collected. */
  releaseSnapshot(snapshot: SnapshotHandle): void;
  /** native/src/exec_writers.h */
  becomeWriter(path: string): void;
  stopWriting(): void;
}

/** Path of the addon. Throws KTEST_NO_ADDON. */
export function addonPath(): string {
  const path = findBuiltAddon();
  if (path !== undefined) return path;
  throw new KernelError("KTEST_NO_ADDON", "there is no ktest.node: npm run setup builds it");
}

let loaded: Addon | undefined;

/** The addon; loads it the first time. Throws KTEST_NO_ADDON with the way to build it. */
export function addon(): Addon {
  if (loaded !== undefined) return loaded;
  const path = addonPath();
  let found: Addon;
  try {
    found = createRequire(import.meta.url)(path) as Addon;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KernelError("KTEST_NO_ADDON", `cannot load ${path} (npm run setup builds it): ${why}`);
  }
  found.setErrorClass(KernelError);
  loaded = found;
  return found;
}
