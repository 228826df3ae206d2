// SPDX-License-Identifier: GPL-2.0

import { afterEach, beforeEach, describe } from "vitest";
import {
  type BootOptions,
  bootKernel,
  type DeviceId,
  type Kernel,
  type KernelEvent,
  type NativeKernel,
  type TaskId,
} from "../../src/kernel/index.js";

/** Numbers of asm-generic/unistd.h. */
export const NR = {
  ioctl: 29,
  openat: 56,
  close: 57,
  pipe2: 59,
  read: 63,
  write: 64,
  nanosleep: 101,
  clockGettime: 113,
  tkill: 130,
  reboot: 142,
  prctl: 167,
  getpid: 172,
  gettid: 178,
  socket: 198,
  bind: 200,
  listen: 201,
  accept: 202,
  connect: 203,
  sendto: 206,
  recvfrom: 207,
  getrandom: 278,
} as const;

export const ERRNO = { EINTR: 4, EAGAIN: 11, EFAULT: 14, ENOSYS: 38 } as const;

export const AF_INET = 2;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
const SIOCSIFFLAGS = 0x8914;
const SIOCSIFADDR = 0x8916;
const SIOCSIFNETMASK = 0x891c;
const IFF_UP = 1;

const open: NativeKernel[] = [];

afterEach(() => {
  for (const kernel of open.splice(0)) kernel.close();
});

/**
 * Tests of both ways to find the pages that were written: by asking the host's kernel, if it can tell
 * (native/src/write_scan.h), and by faults.
 */
export function describeTracking(name: string, body: () => void): void {
  describe.each(["scan", "faults"])(`${name}, tracked by %s`, (tracking) => {
    beforeEach(() => {
      process.env.KTEST_WRITE_TRACKING = tracking;
    });
    afterEach(() => {
      delete process.env.KTEST_WRITE_TRACKING;
    });
    body();
  });
}

/** A kernel that is closed after the test. */
export function boot(options: BootOptions = {}): NativeKernel {
  const kernel = bootKernel(options);
  open.push(kernel);
  return kernel;
}

/** A system call that returns at once. */
export function call(kernel: Kernel, task: TaskId, nr: number, ...args: readonly number[]): number {
  const ret = kernel.syscall(task, nr, ...args);
  if (ret === undefined) throw new Error(`system call ${nr} blocks`);
  return ret;
}

/** The same, and it must succeed. */
export function ok(kernel: Kernel, task: TaskId, nr: number, ...args: readonly number[]): number {
  const ret = call(kernel, task, nr, ...args);
  if (ret < 0) throw new Error(`system call ${nr} returned ${ret}`);
  return ret;
}

/** Puts a NUL-terminated string into the user memory; its address. */
export function putString(kernel: Kernel, offset: number, text: string): number {
  kernel.user.bytes.set(Buffer.from(`${text}\0`), offset);
  return kernel.user.address + offset;
}

const AT_FDCWD = -100;
const O_WRONLY = 1;

/** Opens a file of the instance for writing. */
export function openFile(kernel: Kernel, path: string): number {
  return ok(kernel, kernel.mainTask, NR.openat, AT_FDCWD, putString(kernel, 0, path), O_WRONLY, 0);
}

export function writeText(kernel: Kernel, fd: number, text: string): void {
  ok(kernel, kernel.mainTask, NR.write, fd, putString(kernel, 0, text), text.length);
}

/** Writes a text to a file of the instance. */
export function writeFile(kernel: Kernel, path: string, text: string): void {
  const fd = openFile(kernel, path);
  writeText(kernel, fd, text);
  ok(kernel, kernel.mainTask, NR.close, fd);
}

const octets = (ip: string): number[] => ip.split(".").map(Number);

/** Puts a sockaddr_in (16 bytes) into the user memory; its address. */
export function putAddress(kernel: Kernel, offset: number, ip: string, port: number): number {
  kernel.user.bytes.fill(0, offset, offset + 16);
  kernel.user.view.setUint16(offset, AF_INET, true);
  kernel.user.view.setUint16(offset + 2, port, false);
  kernel.user.bytes.set(octets(ip), offset + 4);
  return kernel.user.address + offset;
}

export function socket(kernel: Kernel, task: TaskId, type: number): number {
  return ok(kernel, task, NR.socket, AF_INET, type, 0);
}

/** A UDP socket bound to a port. */
export function udpSocket(kernel: Kernel, task: TaskId, port: number): number {
  const fd = socket(kernel, task, SOCK_DGRAM);
  ok(kernel, task, NR.bind, fd, putAddress(kernel, 0, "0.0.0.0", port), 16);
  return fd;
}

/** A layer 3 device "tun0" that is up, with ip/24. */
export function upDevice(kernel: Kernel, ip: string, name = "tun0"): DeviceId {
  const device = kernel.createDevice({ name });
  const task = kernel.mainTask;
  const fd = socket(kernel, task, SOCK_DGRAM);
  const ifreq = (request: number, fill: (offset: number) => void): void => {
    kernel.user.bytes.fill(0, 0, 40);
    putString(kernel, 0, name);
    fill(16);
    ok(kernel, task, NR.ioctl, fd, request, kernel.user.address);
  };
  ifreq(SIOCSIFADDR, (at) => putAddress(kernel, at, ip, 0));
  ifreq(SIOCSIFNETMASK, (at) => putAddress(kernel, at, "255.255.255.0", 0));
  ifreq(SIOCSIFFLAGS, (at) => kernel.user.view.setUint16(at, IFF_UP, true));
  ok(kernel, task, NR.close, fd);
  return device;
}

const PR_SET_TIMERSLACK = 29;

/**
 * Starts nanosleep on a task, so that it wakes exactly `ns` (2 or more) from now: the timer may
 * be late by the task's slack, which cannot be less than 1 ns. It blocks.
 */
export function sleep(kernel: Kernel, task: TaskId, ns: number, offset = 64): void {
  kernel.user.view.setBigInt64(offset, BigInt(Math.floor((ns - 1) / 1e9)), true);
  kernel.user.view.setBigInt64(offset + 8, BigInt((ns - 1) % 1e9), true);
  ok(kernel, task, NR.prctl, PR_SET_TIMERSLACK, 1);
  const ret = kernel.syscall(task, NR.nanosleep, kernel.user.address + offset, 0);
  if (ret !== undefined) throw new Error(`nanosleep returned ${ret}`);
}

/** An IPv4 packet with a UDP datagram, without UDP checksum. */
export function udpFrame(from: string, to: string, port: number, text: string): Uint8Array {
  const payload = Buffer.from(text);
  const frame = Buffer.alloc(28 + payload.length);
  frame.set([0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 17]);
  frame.writeUInt16BE(frame.length, 2);
  frame.set(octets(from), 12);
  frame.set(octets(to), 16);
  let sum = 0;
  for (let i = 0; i < 20; i += 2) sum += frame.readUInt16BE(i);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  frame.writeUInt16BE(~sum & 0xffff, 10);
  frame.writeUInt16BE(40_000, 20);
  frame.writeUInt16BE(port, 22);
  frame.writeUInt16BE(8 + payload.length, 24);
  frame.set(payload, 28);
  return frame;
}

type Of<T extends KernelEvent["type"]> = Extract<KernelEvent, { type: T }>;

/** Frames of IPv6, which every device sends to find its neighbours. */
export const isIpv6 = (event: KernelEvent): boolean =>
  event.type === "frame" && (event.data[0] ?? 0) >> 4 === 6;

/** Drains the queue and keeps the events of one type. */
export function drained<T extends KernelEvent["type"]>(kernel: Kernel, type: T): Of<T>[] {
  return kernel.drain().filter((event): event is Of<T> => event.type === type);
}

/** The code of the exception that `action` throws. */
export function codeOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
  return "none";
}
