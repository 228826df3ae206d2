// SPDX-License-Identifier: GPL-2.0
import type { Kernel } from "../../kernel/kernel.js";
import type { Constants } from "../constants.js";
import type { Heap } from "../memory.js";
import { readField, writeFields } from "../struct.js";

/** A request to rtnetlink was refused, or could not be made. */
export class NetlinkError extends Error {
  override readonly name = "NetlinkError";
  readonly code = "NETLINK";
}

/** Attributes and messages are padded to 4 bytes; NLMSG_ALIGN() and RTA_ALIGN(). */
export const aligned = (length: number): number => (length + 3) & ~3;

const REPLY_BYTES = 4096;

/** One attribute of a request: its number and its bytes. */
export interface RouteAttribute {
  readonly type: number;
  readonly value: Uint8Array;
}

/** A message of the rtnetlink family, rtnetlink(7). */
export interface RouteRequest {
  /** What it is to do, for error messages. */
  readonly purpose: string;
  /** RTM_* */
  readonly type: number;
  /** NLM_F_*, besides NLM_F_REQUEST and NLM_F_ACK. */
  readonly flags: number;
  /** The structure that follows the header, such as "rtmsg", and its fields. */
  readonly struct: string;
  readonly fields: Readonly<Record<string, number>>;
  readonly attributes: readonly RouteAttribute[];
}

/** The number as an attribute of 32 bits in the machine's order. */
export function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/**
 * Sends requests to the instance's rtnetlink, one at a time, and waits for each one's
 * acknowledgment.
 * @throws {NetlinkError}
 */
export function requestRoutes(
  kernel: Kernel,
  constants: Constants,
  heap: Heap,
  requests: readonly RouteRequest[],
): void {
  const call = (name: string, ...args: readonly number[]): number => {
    const ret = kernel.syscall(kernel.mainTask, constants.syscall(name), ...args);
    if (ret === undefined) throw new NetlinkError(`${name}() on a netlink socket does not return`);
    return ret;
  };
  const fd = call(
    "socket",
    constants.require("AF_NETLINK"),
    constants.require("SOCK_RAW"),
    constants.require("NETLINK_ROUTE"),
  );
  if (fd < 0) throw new NetlinkError(`no netlink socket: ${constants.errnoName(-fd)}`);
  const reply = heap.allocate(REPLY_BYTES);
  for (const request of requests) {
    const message = encode(request, constants);
    const block = heap.allocate(message.length);
    block.bytes.set(message);
    const sent = call("sendto", fd, block.address, message.length, 0, 0, 0);
    const received = sent < 0 ? sent : call("recvfrom", fd, reply.address, REPLY_BYTES, 0, 0, 0);
    const errno = received < 0 ? -received : acknowledged(reply.view, constants);
    heap.release(block);
    if (errno !== 0) throw new NetlinkError(`${request.purpose}: ${constants.errnoName(errno)}`);
  }
  heap.release(reply);
  call("close", fd);
}

function encode(request: RouteRequest, constants: Constants): Uint8Array {
  const header = constants.struct("nlmsghdr");
  const body = constants.struct(request.struct);
  const attribute = constants.struct("rtattr");
  const start = aligned(header.size) + aligned(body.size);
  const total = request.attributes.reduce(
    (sum, { value }) => sum + aligned(attribute.size + value.length),
    start,
  );
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  writeFields(view, 0, header, {
    nlmsg_len: total,
    nlmsg_type: request.type,
    nlmsg_flags: request.flags | constants.require("NLM_F_REQUEST") | constants.require("NLM_F_ACK"),
  });
  writeFields(view, aligned(header.size), body, request.fields);
  let at = start;
  for (const { type, value } of request.attributes) {
    writeFields(view, at, attribute, { rta_len: attribute.size + value.length, rta_type: type });
    bytes.set(value, at + attribute.size);
    at += aligned(attribute.size + value.length);
  }
  return bytes;
}

/** The errno of an NLMSG_ERROR message, which follows its header; 0 is the acknowledgment. */
function acknowledged(view: DataView, constants: Constants): number {
  const header = constants.struct("nlmsghdr");
  const type = readField(view, 0, header, "nlmsg_type");
  if (type !== constants.require("NLMSG_ERROR"))
    throw new NetlinkError(`message ${type} in place of an acknowledgment`);
  return -view.getInt32(aligned(header.size), true);
}
