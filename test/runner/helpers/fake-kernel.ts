// SPDX-License-Identifier: GPL-2.0
import type {
  DeviceId,
  ExecOptions,
  ExecResult,
  Kernel,
  KernelEvent,
  ReceiveOptions,
  Snapshot,
  TaskId,
  UserMemory,
} from "../../../src/kernel/kernel.js";
import { KernelError } from "../../../src/kernel/kernel-error.js";

/** A system call that reached the kernel. */
export interface MadeCall {
  readonly task: TaskId;
  readonly nr: number;
  readonly args: readonly number[];
  readonly timeNs: number;
}

type Work = (kernel: FakeKernel) => KernelEvent | undefined;

const BASE = 0x10000;
const USER_BYTES = 1 << 20;

/**
 * A kernel that does what a test tells it: it has a clock with timers, and asks the test what
 * system calls, frames and commands lead to.
 */
export class FakeKernel implements Kernel {
  readonly release = "6.12.0-fake";
  readonly mainTask = 1;
  alive = true;
  readonly user: UserMemory;
  readonly calls: MadeCall[] = [];
  readonly received: { readonly timeNs: number; readonly frame: Uint8Array; readonly more: boolean }[] = [];
  readonly commands: ExecOptions[] = [];
  /** What a system call returns; undefined: it blocks. */
  onCall: (call: MadeCall, kernel: FakeKernel) => number | undefined = () => 0;
  onFrame: (frame: Uint8Array, kernel: FakeKernel) => void = () => {};
  /** Texts of the commands that were not run, but replayed. */
  readonly replayed: string[] = [];
  /** Whether a command that is replayed hears the same again. */
  answersAsBefore: (command: ExecOptions) => boolean = () => true;
  onExec: (command: ExecOptions) => Partial<ExecResult> = () => ({});

  /** Those that were not released. */
  readonly snapshots = new Set<Snapshot>();

  #nowNs = 1_000_000_000;
  #timers: FakeTimer[] = [];
  #events: KernelEvent[] = [];
  readonly #pending = new Set<TaskId>();
  #nextTask = 2;

  constructor() {
    const buffer = new ArrayBuffer(USER_BYTES);
    this.user = { address: BASE, bytes: new Uint8Array(buffer), view: new DataView(buffer) };
  }

  now(): number {
    return this.#nowNs;
  }

  nextTimer(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#timers.map(({ timeNs }) => timeNs));
  }

  /** Something that happens in `delayNs`. */
  after(delayNs: number, work: Work): void {
    this.#timers.push({ timeNs: this.#nowNs + delayNs, work });
    this.#timers.sort((a, b) => a.timeNs - b.timeNs);
  }

  /** A frame leaves the device now. */
  send(device: DeviceId, data: Uint8Array): KernelEvent {
    const event: KernelEvent = { type: "frame", time: this.#nowNs, device, data };
    this.#events.push(event);
    return event;
  }

  /** A call that blocks returns now. */
  complete(task: TaskId, ret: number): KernelEvent {
    this.#pending.delete(task);
    const event: KernelEvent = { type: "complete", time: this.#nowNs, task, ret };
    this.#events.push(event);
    return event;
  }

  /** A line of the kernel's log. */
  log(level: number, text: string): void {
    this.#events.push({ type: "log", time: this.#nowNs, level, text });
  }

  die(reason: string): void {
    this.alive = false;
    this.#events.push({ type: "died", time: this.#nowNs, reason });
  }

  runUntil(timeNs: number, stop: "event" | "never"): void {
    while (!(stop === "event" && this.#events.length > 0)) {
      const next = this.#timers[0];
      if (next === undefined || next.timeNs > timeNs) {
        this.#nowNs = timeNs;
        return;
      }
      this.#timers.shift();
      this.#nowNs = next.timeNs;
      next.work(this);
    }
  }

  drain(): KernelEvent[] {
    return this.#events.splice(0);
  }

  createTask(): TaskId {
    return this.#nextTask++;
  }

  exitTask(): void {}

  syscall(task: TaskId, nr: number, ...args: readonly number[]): number | undefined {
    const call = { task, nr, args, timeNs: this.#nowNs };
    this.calls.push(call);
    const ret = this.onCall(call, this);
    if (ret === undefined) this.#pending.add(task);
    return ret;
  }

  pending(task: TaskId): boolean {
    return this.#pending.has(task);
  }

  setScheduler(): void {}

  createDevice(): DeviceId {
    return 2;
  }

  destroyDevice(): void {}

  receive(_device: DeviceId, frame: Uint8Array, { more = false }: ReceiveOptions = {}): void {
    this.received.push({ timeNs: this.#nowNs, frame: frame.slice(), more });
    this.onFrame(frame, this);
  }

  /** The clock and the timers come back with `restore`. */
  snapshot(): Snapshot {
    const snapshot = new FakeSnapshot({ nowNs: this.#nowNs, timers: [...this.#timers] }, this.snapshots);
    this.snapshots.add(snapshot);
    return snapshot;
  }

  restore(snapshot: Snapshot): void {
    if (!this.snapshots.has(snapshot)) throw new KernelError("KTEST_CLOSED", "the snapshot was released");
    const { nowNs, timers } = (snapshot as FakeSnapshot).state;
    this.#nowNs = nowNs;
    this.#timers = [...timers];
    this.#events = [];
    this.#pending.clear();
  }

  load(path: string): Snapshot {
    throw new KernelError("KTEST_BAD_SNAPSHOT", `${path}: not a snapshot`);
  }

  /** The tape of a command is what it is; played, it does again what the test says it does. */
  exec(command: ExecOptions): ExecResult {
    this.commands.push(command);
    const tape = Buffer.from(JSON.stringify(command));
    return { status: 0, stdout: "", stderr: "", timedOut: false, tape, ...this.onExec(command) };
  }

  replay(tapes: readonly Uint8Array[]): number | undefined {
    const [command] = tapes.map((tape) => JSON.parse(Buffer.from(tape).toString()) as ExecOptions);
    if (command === undefined) return undefined;
    this.replayed.push(command.argv[2] ?? "");
    this.onExec(command);
    return this.answersAsBefore(command) ? 0 : undefined;
  }

  close(): void {
    this.alive = false;
  }
}

interface FakeState {
  readonly nowNs: number;
  readonly timers: readonly FakeTimer[];
}

interface FakeTimer {
  readonly timeNs: number;
  readonly work: Work;
}

class FakeSnapshot implements Snapshot {
  constructor(
    readonly state: FakeState,
    readonly all: Set<Snapshot>,
  ) {}

  release(): void {
    this.all.delete(this);
  }

  save(): void {}
}
