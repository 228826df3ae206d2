// SPDX-License-Identifier: GPL-2.0
import type { Kernel } from "../../kernel/kernel.js";
import type { Constants } from "../constants.js";
import type { Block, Heap } from "../memory.js";

/**
 * What tcp_init() and udp_init() (net/ipv4/tcp.c, udp.c) derive from the size of memory, for 8 GiB.
 * An instance has far less, and nobody's script means that: with its own limits it would offer
 * a window scale of 3, where every machine a script was written on offers 7.
 */
const LIMITS: readonly (readonly [string, string])[] = [
  ["tcp_mem", "94500 126000 189000"],
  ["tcp_rmem", "4096 131072 6291456"],
  ["tcp_wmem", "4096 16384 4194304"],
  ["udp_mem", "189000 252000 378000"],
];

/** Gives the instance the socket memory limits of an ordinary machine. */
export function setMemoryLimits(kernel: Kernel, constants: Constants, heap: Heap): void {
  for (const [name, value] of LIMITS) write(kernel, constants, heap, `/proc/sys/net/ipv4/${name}`, value);
}

function write(kernel: Kernel, constants: Constants, heap: Heap, path: string, text: string): void {
  const name = stringBlock(heap, `${path}\0`);
  const data = stringBlock(heap, text);
  const call = (which: string, ...args: readonly number[]): number => {
    const ret = kernel.syscall(kernel.mainTask, constants.syscall(which), ...args);
    if (ret === undefined || ret < 0) throw new Error(`${which} of ${path} returned ${ret}`);
    return ret;
  };
  const fd = call("openat", constants.require("AT_FDCWD"), name.address, constants.require("O_WRONLY"));
  call("write", fd, data.address, data.bytes.length);
  call("close", fd);
  heap.release(name);
  heap.release(data);
}

function stringBlock(heap: Heap, text: string): Block {
  const encoded = new TextEncoder().encode(text);
  const block = heap.allocate(encoded.length);
  block.bytes.set(encoded);
  return block;
}
