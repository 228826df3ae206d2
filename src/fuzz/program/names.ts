// SPDX-License-Identifier: GPL-2.0
import type { Protocol } from "./operations.js";

export interface SocketKind {
  readonly type: string;
  readonly protocol: string;
}

/** Type and protocol of a socket; native/fuzz/executor_calls.cc, KindOf(). */
export function kindOf(protocol: Protocol, which: number): SocketKind {
  const isSecond = (which & 1) === 1;
  switch (protocol) {
    case "tcp":
      return { type: "SOCK_STREAM", protocol: "IPPROTO_TCP" };
    case "udp":
      return { type: "SOCK_DGRAM", protocol: isSecond ? "IPPROTO_UDPLITE" : "IPPROTO_UDP" };
    case "sctp":
      return { type: isSecond ? "SOCK_SEQPACKET" : "SOCK_STREAM", protocol: "IPPROTO_SCTP" };
    case "dccp":
      return { type: "SOCK_DCCP", protocol: "IPPROTO_DCCP" };
    case "mptcp":
      return { type: "SOCK_STREAM", protocol: isSecond ? "IPPROTO_TCP" : "IPPROTO_MPTCP" };
  }
}

type Bits = readonly (readonly [number, string])[];

/** include/linux/socket.h */
export const MESSAGE_FLAGS: Bits = [
  [0x1, "MSG_OOB"],
  [0x2, "MSG_PEEK"],
  [0x20, "MSG_TRUNC"],
  [0x40, "MSG_DONTWAIT"],
  [0x80, "MSG_EOR"],
  [0x100, "MSG_WAITALL"],
  [0x4000, "MSG_NOSIGNAL"],
  [0x8000, "MSG_MORE"],
];

/** include/uapi/asm-generic/poll.h */
export const POLL_EVENTS: Bits = [
  [0x1, "POLLIN"],
  [0x2, "POLLPRI"],
  [0x4, "POLLOUT"],
  [0x8, "POLLERR"],
  [0x10, "POLLHUP"],
  [0x2000, "POLLRDHUP"],
];

/** The names of the bits that are set, and what has none as a number: `MSG_PEEK|MSG_DONTWAIT`. */
export function bitNames(bits: number, names: Bits): string {
  const known = names.filter(([bit]) => (bits & bit) !== 0);
  const rest = known.reduce((left, [bit]) => left & ~bit, bits);
  const words = known.map(([, name]) => name);
  return rest === 0 && words.length > 0 ? words.join("|") : [...words, String(rest)].join("|");
}
