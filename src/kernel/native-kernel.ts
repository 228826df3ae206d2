// SPDX-License-Identifier: GPL-2.0
import { addon, type Instance, type InstanceOptions, type SnapshotHandle } from "./addon.js";
import { EventReader } from "./event-reader.js";
import type {
  DeviceId,
  DeviceOptions,
  ExecOptions,
  ExecResult,
  Kernel,
  KernelEvent,
  ReceiveOptions,
  Scheduler,
  Snapshot,
  TaskId,
  UserMemory,
} from "./kernel.js";
import { KernelError } from "./kernel-error.js";
import type { ProgramEvent } from "./program-event.js";

/** A {@link Kernel} that is liblinux in this process. Throws {@link KernelError} only. */
export class NativeKernel implements Kernel {
  readonly release: string;
  readonly user: UserMemory;
  readonly mainTask: TaskId;
  /** Its place in the address space; see native/src/slot.h. */
  readonly slot: number;
  /** What the kernel said while it booted. */
  readonly bootLog: readonly KernelEvent[];

  readonly #instance: Instance;
  readonly #events: EventReader;
  #closed = false;

  constructor(options: InstanceOptions) {
    const instance = new (addon().Instance)(options);
    this.#instance = instance;
    this.#events = new EventReader(instance.events, () => instance.refill());
    this.release = instance.release;
    this.mainTask = instance.mainTask;
    this.slot = instance.slot;
    this.user = {
      address: instance.userAddress,
      bytes: new Uint8Array(instance.user),
      view: new DataView(instance.user),
    };
    this.bootLog = this.#events.drain();
  }

  get alive(): boolean {
    return !this.#closed && this.#events.alive;
  }

  now(): number {
    this.#checkOpen();
    return this.#events.now;
  }

  nextTimer(): number {
    return this.#instance.nextTimer();
  }

  runUntil(timeNs: number, stop: "event" | "never"): void {
    this.#instance.runUntil(timeNs, stop === "event");
  }

  drain(): KernelEvent[] {
    this.#checkOpen();
    return this.#events.drain();
  }

  createTask(name: string, peer?: TaskId): TaskId {
    return this.#instance.createTask(name, peer);
  }

  exitTask(task: TaskId): void {
    this.#instance.exitTask(task);
  }

  syscall(task: TaskId, nr: number, ...args: readonly number[]): number | undefined {
    const [a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0, a5 = 0] = args;
    return this.#instance.syscall(task, nr, a0, a1, a2, a3, a4, a5);
  }

  pending(task: TaskId): boolean {
    return this.#instance.pending(task);
  }

  setScheduler(choose: Scheduler | undefined): void {
    this.#instance.setScheduler(choose);
  }

  createDevice(options: DeviceOptions): DeviceId {
    return this.#instance.createDevice(options);
  }

  destroyDevice(device: DeviceId): void {
    this.#instance.destroyDevice(device);
  }

  receive(device: DeviceId, frame: Uint8Array, { gsoSize, more }: ReceiveOptions = {}): void {
    this.#instance.receive(device, frame, gsoSize, more);
  }

  snapshot(): NativeSnapshot {
    return new NativeSnapshot(this.#instance, this.#instance.snapshot());
  }

  restore(snapshot: Snapshot): void {
    this.#instance.restore(handleOf(snapshot));
  }

  load(path: string, base: Snapshot): NativeSnapshot {
    return new NativeSnapshot(this.#instance, this.#instance.load(path, handleOf(base)));
  }

  exec(command: ExecOptions): ExecResult {
    return this.#instance.exec(command);
  }

  replay(tapes: readonly Uint8Array[]): number | undefined {
    return this.#instance.replay(tapes);
  }

  /**
   * Gets ready for programs, before the first {@link addFuzzNetwork}.
   * @param tables  what their numbers stand for; native/fuzz/executor.h
   */
  prepareFuzzing(tables: string): void {
    this.#instance.prepareFuzzing(tables);
  }

  /**
   * Programs for this version of IP begin at the present state of the instance.
   * @param local  address of `device`, 4 or 16 bytes; `peer` is as long
   */
  addFuzzNetwork(device: DeviceId, local: Uint8Array, peer: Uint8Array): void {
    this.#instance.addFuzzNetwork(device, local, peer);
  }

  /** Runs a program from the beginning; native/fuzz/program.h is what its bytes mean. */
  runProgram(program: Uint8Array): readonly ProgramEvent[] {
    this.#instance.runProgram(program);
    return this.#events.drainProgram();
  }

  /**
   * From now on the library notes which of its code runs. Of what was noted before nothing is kept, and
   * memory of an earlier call is no longer written to.
   * @param kind  `counts`: how often a block runs, by 256; `reached`: 1 if it runs
   * @returns a byte for each basic block of net/ and drivers/net/, in the order of the file's section `.blocks`,
   *   a multiple of 8 long. Who reads them sets them back to 0. No part of snapshots.
   * Throws KTEST_NO_COVERAGE unless the library is of the variant "coverage".
   */
  startCoverage(kind: "counts" | "reached"): Uint8Array {
    return new Uint8Array(this.#instance.startCoverage(kind === "reached"));
  }

  /**
   * Moves the `counts` of {@link startCoverage} into `seen`, as bits that stand for 1, 2, 3, 4, 8, 16, 32 and
   * 128 times or more, and returns how many blocks got a new bit.
   * @param seen  as long as the counters; zeros at first
   */
  takeCounters(seen: Uint8Array): number {
    return this.#instance.takeCounters(seen);
  }

  /** Size of the dirty set: pages that a restore compares with the snapshot. */
  dirtyPages(): number {
    return this.#instance.dirtyPages();
  }

  close(): void {
    this.#instance.close();
    this.#closed = true;
  }

  #checkOpen(): void {
    if (this.#closed) throw new KernelError("KTEST_CLOSED", "the instance is closed");
  }
}

/** A snapshot of a {@link NativeKernel}. */
export class NativeSnapshot implements Snapshot {
  readonly #instance: Instance;
  /** For {@link NativeKernel.restore}. */
  readonly handle: SnapshotHandle;

  constructor(instance: Instance, handle: SnapshotHandle) {
    this.#instance = instance;
    this.handle = handle;
  }

  release(): void {
    addon().releaseSnapshot(this.handle);
  }

  save(path: string, base?: Snapshot): void {
    this.#instance.save(this.handle, path, base === undefined ? undefined : handleOf(base));
  }
}

function handleOf(snapshot: Snapshot): SnapshotHandle {
  if (snapshot instanceof NativeSnapshot) return snapshot.handle;
  throw new KernelError("ERR_INVALID_ARG_TYPE", "snapshot must be what snapshot() returned");
}
