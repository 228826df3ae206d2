// SPDX-License-Identifier: GPL-2.0
import { IPV4_BYTES, type IpAddress } from "../../inject/wire/address.js";
import type { Kernel } from "../../kernel/kernel.js";
import type { RunConfig } from "../config/config.js";
import type { Constants } from "../constants.js";
import type { Heap } from "../memory.js";
import { readField } from "../struct.js";
import type { SocketAddresses } from "../syscalls/index.js";
import { readAddress, SOCKADDR_STORAGE_BYTES } from "../syscalls/params/address.js";

const SOCKLEN_BYTES = 4;

/** The socket addresses that `...` stands for: IPv4-mapped where IPv6 sockets speak IPv4. */
export function socketAddresses(config: RunConfig, constants: Constants): SocketAddresses {
  const { variant, network, bindPort, connectPort } = config;
  const forSocket = (address: IpAddress): IpAddress =>
    variant.socket === "ipv6" && address.length === IPV4_BYTES ? mapped(address) : address;
  return {
    domain: constants.require(variant.socket === "ipv4" ? "AF_INET" : "AF_INET6"),
    bind: forSocket(network.local),
    bindPort,
    connect: forSocket(network.remote),
    connectPort,
  };
}

/** RFC 4291 section 2.5.5.2 */
function mapped(address: IpAddress): IpAddress {
  return Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...address);
}

/** The port that a socket is bound to; undefined if to none. `fd` is the kernel's. */
export function boundPort(kernel: Kernel, constants: Constants, heap: Heap, fd: number): number | undefined {
  const address = heap.allocate(SOCKADDR_STORAGE_BYTES);
  const length = heap.allocate(SOCKLEN_BYTES);
  length.view.setUint32(0, SOCKADDR_STORAGE_BYTES, true);
  const { mainTask } = kernel;
  const ret = kernel.syscall(mainTask, constants.syscall("getsockname"), fd, address.address, length.address);
  const port = ret === 0 ? readAddress(address, constants)?.port : undefined;
  heap.release(address);
  heap.release(length);
  return port === 0 ? undefined : port;
}

/** CLOCK_REALTIME of the instance in ns at the script's time 0. */
export function realtimeStart(kernel: Kernel, constants: Constants, heap: Heap, startNs: number): bigint {
  const layout = constants.struct("timespec");
  const block = heap.allocate(layout.size);
  kernel.syscall(
    kernel.mainTask,
    constants.syscall("clock_gettime"),
    constants.require("CLOCK_REALTIME"),
    block.address,
  );
  const seconds = BigInt(readField(block.view, 0, layout, "tv_sec"));
  const nanoseconds = BigInt(readField(block.view, 0, layout, "tv_nsec"));
  heap.release(block);
  return seconds * 1_000_000_000n + nanoseconds - BigInt(kernel.now() - startNs);
}
