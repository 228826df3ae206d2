// SPDX-License-Identifier: GPL-2.0

/**
 * The second narrow waist: one instance of the Linux network stack, as TypeScript sees it.
 * No test logic below this interface, no native detail above it.
 *
 * Times are nanoseconds of the instance's CLOCK_MONOTONIC, as numbers: exact up to 2^53 ns
 * (104 days). Addresses are numbers too: user space on x86-64 ends at 2^47.
 */
export interface Kernel {
  /** utsname release, such as "6.12.117". */
  readonly release: string;

  /** False once the kernel has panicked, oopsed or was stopped by the watchdog. */
  readonly alive: boolean;

  /** Virtual time in ns. */
  now(): number;

  /** Virtual time in ns at which the next timer is due; Infinity if there is none. */
  nextTimer(): number;

  /**
   * Moves the clock to `timeNs`, each timer on the way firing at its own time.
   * With `stop: "event"` it returns early, right after the first timer (or right now) that
   * left an event in the queue; the clock then shows the time of that event.
   */
  runUntil(timeNs: number, stop: "event" | "never"): void;

  /** Takes all events since the last call, in the order in which they happened. */
  drain(): KernelEvent[];

  /**
   * The task that exists from the start. Its process owns {@link user}: what pins user pages, as
   * MSG_ZEROCOPY does, works for this task and its threads only. It cannot be ended.
   */
  readonly mainTask: TaskId;

  /** A new process (no peer), or one more thread of the peer's process. */
  createTask(name: string, peer?: TaskId): TaskId;
  exitTask(task: TaskId): void;

  /**
   * Performs a system call on a task and everything that becomes runnable with it.
   * Returns its value or negative errno, or undefined if it blocks: then a "complete" event
   * follows. (A call that returns at once leaves no "complete" event.)
   * @param nr   __NR_* of asm-generic/unistd.h
   * @param args up to six integers; addresses from {@link UserMemory}
   */
  syscall(task: TaskId, nr: number, ...args: readonly number[]): number | undefined;

  /** Whether a system call is pending on the task. */
  pending(task: TaskId): boolean;

  /** Memory that belongs to the instance and that system calls may be pointed at. */
  readonly user: UserMemory;

  /**
   * Asks `choose` which task goes next whenever two or more can; undefined gives the choice back
   * to the kernel. While it runs, calls of this instance throw KTEST_REENTRY.
   */
  setScheduler(choose: Scheduler | undefined): void;

  /** Registers a scripted net_device, down and without address; returns its ifindex. */
  createDevice(options: DeviceOptions): DeviceId;
  destroyDevice(device: DeviceId): void;

  /** A frame arrives, and the stack deals with it at the present time. */
  receive(device: DeviceId, frame: Uint8Array, options?: ReceiveOptions): void;

  /** The state of the whole instance, shared copy-on-write with others of its line. */
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;

  /**
   * The snapshot that `Snapshot.save(path, base)` wrote, perhaps in another process: for an instance
   * of the same library build in the same place whose `base` has the same contents.
   * Throws KTEST_BAD_SNAPSHOT if the file is none of these, or damaged.
   */
  load(path: string, base: Snapshot): Snapshot;

  /**
   * Runs a host program to its end. Its sockets (all but AF_UNIX), /proc/net, /proc/sys and
   * /sys/class/net are this instance's, everything else is the host's: native/src/exec.h has the
   * details. The clock moves only while all its processes wait or sleep in the instance.
   * Throws if it cannot be started: ENOENT, EACCES, …, KTEST_DEAD.
   */
  exec(command: ExecOptions): ExecResult;

  /**
   * Does to the instance what a command did, without running it: asks what its tapes say it asked, and
   * follows the one that was answered so. Returns its index: the command would have done just that.
   * Undefined: the instance has answered as it did on none of them; it is somewhere in between then,
   * and must be restored at once.
   * Throws KTEST_BAD_TAPE if one is damaged.
   */
  replay(tapes: readonly Uint8Array[]): number | undefined;

  /** Frees the instance; any later call throws. */
  close(): void;
}

export type TaskId = number;
export type DeviceId = number;

/**
 * Gets the tasks that can go on: first the one that the kernel would take, then the others in
 * the order of their creation. Returns an index; undefined means 0.
 */
export type Scheduler = (runnable: readonly TaskId[]) => number | undefined;

export interface UserMemory {
  /** Base address, for pointers in arguments and structures. */
  readonly address: number;
  /** The bytes themselves; `bytes[i]` is at `address + i`. Snapshotted with the instance. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export interface DeviceOptions {
  readonly name: string;
  readonly mtu?: number;
  readonly ethernet?: boolean;
  readonly checksumOffload?: boolean;
  readonly tso?: boolean;
  readonly gro?: boolean;
  readonly mac?: Uint8Array;
}

export interface ReceiveOptions {
  /** Size in bytes of the TCP segments that the frame stands for several of, as a virtio_net_hdr would say. */
  readonly gsoSize?: number;
  /**
   * The device raises no interrupt yet: the stack gets the frame together with the next one, or when
   * the clock moves. What arrives together may be merged by a device with `gro`.
   */
  readonly more?: boolean;
}

/** Opaque; valid for the instance that took it. Released with it or by `release()`. */
export interface Snapshot {
  release(): void;
  /**
   * Writes it to a file that `bootKernel({ from })` starts from, with the same library build. With a
   * base, only the pages that differ from it, for {@link Kernel.load}. Replaces the file at once.
   */
  save(path: string, base?: Snapshot): void;
}

export interface ExecOptions {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Real-time limit in ms; all its processes are killed after it. */
  readonly timeoutMs?: number;
  /** How far calls that block may move the virtual clock, in ns; a day if absent. */
  readonly virtualLimitNs?: number;
  /**
   * The program gets this process's standard input, output, error and terminal, and the signals that
   * would end this process: SIGINT, SIGTERM, SIGHUP, SIGQUIT. The result has no output then. Otherwise
   * it reads nothing, has no terminal, and what it writes is collected.
   */
  readonly attached?: boolean;
  /**
   * Path of a file to lock before a file of the host is changed, other than those with this process's
   * number in their names: see writers.ts.
   */
  readonly writersLock?: string;
}

export interface ExecResult {
  /** Exit status 0…255, or 128 + signal number as a shell would say. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** It was killed: see {@link stopped}. */
  readonly timedOut: boolean;
  /**
   * Why it was killed: for `timeoutMs`, for `virtualLimitNs`, or because all its processes waited for
   * what can no longer happen.
   */
  readonly stopped?: "real-time" | "virtual-time" | "deadlock";
  /**
   * Files of the host that the program and its children opened, executed or looked at, or tried to,
   * each once, in order of first use; absent if the implementation cannot tell. Files of the instance
   * (/proc/sys, /proc/net, …) are not among them. A result with this list can be cached and replayed.
   */
  readonly hostFiles?: readonly HostFile[];
  /**
   * What it has asked of the instance and been told, for {@link Kernel.replay}; absent if it waited for
   * something there, or did what cannot be repeated.
   */
  readonly tape?: Uint8Array;
}

export interface HostFile {
  /** Absolute path. */
  readonly path: string;
  /** Whether it was opened for writing, created, changed, renamed to or removed. */
  readonly written: boolean;
  /** Whether it was opened or executed, and not only looked at, as stat(2) and readlink(2) do. */
  readonly opened: boolean;
}

export type KernelEvent =
  | { readonly type: "frame"; readonly time: number; readonly device: DeviceId; readonly data: Uint8Array }
  | { readonly type: "complete"; readonly time: number; readonly task: TaskId; readonly ret: number }
  | { readonly type: "signal"; readonly time: number; readonly task: TaskId; readonly signal: number }
  | { readonly type: "log"; readonly time: number; readonly level: number; readonly text: string }
  | { readonly type: "died"; readonly time: number; readonly reason: string };
