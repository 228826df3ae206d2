// SPDX-License-Identifier: GPL-2.0
import type { Kernel } from "../../kernel/kernel.js";
import type { Constants } from "../constants.js";
import type { Heap } from "../memory.js";
import { writeInstanceFile } from "./write-file.js";

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
  for (const [name, value] of LIMITS) {
    const ret = writeInstanceFile(kernel, constants, heap, `/proc/sys/net/ipv4/${name}`, value);
    if (ret < 0) throw new Error(`${name} cannot be set: ${ret}`);
  }
}
