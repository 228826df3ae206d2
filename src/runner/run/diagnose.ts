// SPDX-License-Identifier: GPL-2.0
import type { Kernel } from "../../kernel/kernel.js";
import type { Constants } from "../constants.js";
import type { Heap } from "../memory.js";
import { aligned } from "../setup/netlink.js";
import { offsetOf, readField, writeFields } from "../struct.js";

/** A socket, as sock_diag(7) finds it. */
export interface DiagnosedSocket {
  /** AF_* */
  readonly family: string;
  /** IPPROTO_* */
  readonly protocol: string;
  /** SO_COOKIE. */
  readonly cookie: Uint8Array;
}

const ALL_STATES = 0xffffffff;

/** More than the kernel puts into one message of a dump: NLMSG_GOODSIZE. */
const REPLY_BYTES = 32 << 10;

/**
 * INET_DIAG_INFO of a socket, as `ss --info` gets it: all sockets of the protocol are listed, and that
 * with the cookie is taken; net/ipv4/inet_diag.c. Undefined if there is none, or the kernel cannot say.
 */
export function diagnose(
  kernel: Kernel,
  constants: Constants,
  heap: Heap,
  socket: DiagnosedSocket,
): Uint8Array | undefined {
  const number = (name: string): number => constants.require(name);
  const call = (name: string, ...args: readonly number[]): number =>
    kernel.syscall(kernel.mainTask, constants.syscall(name), ...args) ?? -1;
  const fd = call("socket", number("AF_NETLINK"), number("SOCK_RAW"), number("NETLINK_SOCK_DIAG"));
  if (fd < 0) return undefined;
  const request = encode(socket, constants);
  const message = heap.allocate(request.length);
  const reply = heap.allocate(REPLY_BYTES);
  message.bytes.set(request);
  let found: Uint8Array | undefined;
  let received = call("sendto", fd, message.address, request.length, 0, 0, 0);
  while (received > 0) {
    received = call("recvfrom", fd, reply.address, REPLY_BYTES, number("MSG_DONTWAIT"), 0, 0);
    if (received > 0) found ??= infoIn(reply.bytes.subarray(0, received), socket.cookie, constants);
  }
  call("close", fd);
  heap.release(message);
  heap.release(reply);
  return found;
}

function encode({ family, protocol }: DiagnosedSocket, constants: Constants): Uint8Array {
  const [header, body] = [constants.struct("nlmsghdr"), constants.struct("inet_diag_req_v2")];
  const bytes = new Uint8Array(aligned(header.size) + body.size);
  const view = new DataView(bytes.buffer);
  writeFields(view, 0, header, {
    nlmsg_len: bytes.length,
    nlmsg_type: constants.require("SOCK_DIAG_BY_FAMILY"),
    nlmsg_flags: constants.require("NLM_F_REQUEST") | constants.require("NLM_F_DUMP"),
  });
  writeFields(view, aligned(header.size), body, {
    sdiag_family: constants.require(family),
    sdiag_protocol: constants.require(protocol),
    idiag_ext: 1 << (constants.require("INET_DIAG_INFO") - 1),
    idiag_states: ALL_STATES,
  });
  return bytes;
}

/** Looks through the messages of one part of the list. */
function infoIn(reply: Uint8Array, cookie: Uint8Array, constants: Constants): Uint8Array | undefined {
  const header = constants.struct("nlmsghdr");
  const view = new DataView(reply.buffer, reply.byteOffset, reply.byteLength);
  for (let at = 0; at + header.size <= reply.length; ) {
    const length = readField(view, at, header, "nlmsg_len");
    if (length < header.size) return undefined;
    const isSocket = readField(view, at, header, "nlmsg_type") === constants.require("SOCK_DIAG_BY_FAMILY");
    const body = reply.subarray(at + aligned(header.size), at + length);
    if (isSocket && hasCookie(body, cookie, constants)) return attributeOf(body, constants);
    at += aligned(length);
  }
  return undefined;
}

function hasCookie(body: Uint8Array, cookie: Uint8Array, constants: Constants): boolean {
  const at =
    offsetOf(constants.struct("inet_diag_msg"), "id") +
    offsetOf(constants.struct("inet_diag_sockid"), "idiag_cookie");
  return cookie.every((byte, index) => body[at + index] === byte);
}

/** The value of INET_DIAG_INFO, behind the structure of a socket. */
function attributeOf(body: Uint8Array, constants: Constants): Uint8Array | undefined {
  const attribute = constants.struct("rtattr");
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (let at = aligned(constants.struct("inet_diag_msg").size); at + attribute.size <= body.length; ) {
    const length = readField(view, at, attribute, "rta_len");
    if (length < attribute.size) return undefined;
    if (readField(view, at, attribute, "rta_type") === constants.require("INET_DIAG_INFO"))
      return body.slice(at + attribute.size, at + length);
    at += aligned(length);
  }
  return undefined;
}
