// SPDX-License-Identifier: GPL-2.0
import { OP } from "../program/operations.js";
import type { Program, Rec } from "../program/program.js";
import { FILES } from "../program/tables.js";
import { isCcid2 } from "./dccp/ccid.js";
import type { Instead, Oracle } from "./oracle.js";

const USED = /^sockets: used (\d+)/m;
/** Protocols of /proc/net/sockstat that programs use, as it writes them. */
const COUNTED = /^(?:TCP|UDP|UDPLITE|RAW|FRAG): (.*)$/gm;
const PROTOCOLS =
  /^(TCP|TCPv6|UDP|UDPv6|UDP-Lite|UDPLITEv6|SCTP|SCTPv6|DCCP|DCCPv6|MPTCP|MPTCPv6) +\d+ +(\d+) +(-?\d+|NI)/gm;

/** Sockets of the kernel's own: net/sctp/protocol.c, sctp_ctl_sock_init(). */
const KEPT: Readonly<Record<string, number>> = { SCTPv6: 1 };

/**
 * How many objects of a slab cache may be kept for later at most: files of /proc that were looked at, routes and what
 * was learnt of the few destinations there are, transforms that SCTP has asked for. Of all other caches everything is
 * given back, down to the heads of buffers.
 */
const KEPT_OBJECTS: ReadonlyMap<string, number> = new Map([
  ["dentry", Number.POSITIVE_INFINITY],
  ["proc_inode_cache", Number.POSITIVE_INFINITY],
  ...[
    ...["rtable", "ip_dst_cache", "ip6_dst_cache", "inet_peer", "inet_peer_cache"],
    ...["kmalloc-96", "kmalloc-192", "kmalloc-512", "kmalloc-1k"],
  ].map((name) => [name, 6] as const),
]);
const OBJECTS = /^(.+) (\d+)$/gm;

function isSettle({ op }: Rec): boolean {
  return op === OP.settle;
}

/** How long the last timers may run, in us. */
const LAST_US = 900_000_000;
/**
 * DCCP sends a Close again for 990 s, if connect() has failed before: that leaves the timer at its longest. Then the
 * one of CCID 2 may still hold the socket for 65 s; net/dccp/timer.c, net/dccp/ccids/ccid2.c.
 */
const LAST_DCCP_US = 1_100_000_000;

/** Timers of CCID 3 hold a socket for longer than anybody waits here. */
function lastTimer(program: Program): number {
  if (program.protocol !== "dccp") return LAST_US;
  return isCcid2(program) ? LAST_DCCP_US : Number.POSITIVE_INFINITY;
}

/** After all sockets are closed and a long time has passed, none is left, and no memory is charged to any. */
export const leak: Oracle = {
  name: "leak",
  source: "net/ipv4/proc.c, sockstat_seq_show(); net/core/sock.c, proto_seq_printf(); mm/slub.c",
  judge: ({ observations, program }) => {
    if (!program.records.some(isSettle)) return undefined;
    const last = lastTimer(program);
    let isSettled = false;
    for (const [index, observation] of observations.entries()) {
      // What comes then begins something new.
      if (observation.type === "received" || observation.type === "beside") isSettled = false;
      if (observation.type !== "call") continue;
      const { rec, data } = observation;
      if (rec.op === OP.settle) isSettled = rec.a >= last;
      else if (rec.op !== OP.readFile && rec.op !== OP.memory) isSettled = false;
      if (!isSettled || rec.op === OP.settle) continue;
      const text = new TextDecoder().decode(data);
      const left = rec.op === OP.memory ? leftInMemory(text) : leftOver(FILES[rec.a] ?? "", text);
      if (left === undefined) continue;
      // A task that waits in a call holds its socket.
      if (observations.some(({ type }) => type === "blocked")) return undefined;
      return {
        oracle: "leak",
        message: `after everything is closed there is still: ${left}`,
        index,
        cause: `${program.protocol} ${left.replace(/(?<!\d)[1-9]\d*/g, "#")}`,
        instead: rec.op === OP.memory ? noObject(left) : nothingOf(FILES[rec.a] ?? "", left),
      };
    }
    return undefined;
  },
};

function leftInMemory(text: string): string | undefined {
  for (const [line, name = "", count] of text.matchAll(OBJECTS))
    if (Number(count) > (KEPT_OBJECTS.get(name) ?? 0)) return line;
  return undefined;
}

/** As many objects of a slab cache as before the script. */
function noObject(left: string): Instead {
  const [name = ""] = left.split(" ");
  const look = `grep "^${name} " /proc/lib/slabs`;
  const file = "/tmp/ktest-slabs.$PPID";
  return { before: `\`${look} >${file} || true\``, event: `\`${look} | diff ${file} -\`` };
}

/** The same line with counts that are 0, or as many sockets as the kernel has itself. */
function nothingOf(path: string, left: string): Instead {
  const [name = ""] = left.split(" ");
  const pattern =
    path === "/proc/net/protocols"
      ? `^${name} +[0-9]+ +${KEPT[name] ?? 0} +(0|-1|NI) `
      : `^${left.replace(/(?<= )\d+/g, "0").replace(/memory 0/, "memory [0-9]+")}`;
  return { event: `\`grep -Eq "${pattern}" ${path}\`` };
}

function leftOver(path: string, text: string): string | undefined {
  if (path === "/proc/net/sockstat") {
    for (const [line, rest = ""] of text.matchAll(COUNTED)) if (hasCount(rest)) return line;
    const [used, count] = USED.exec(text) ?? [];
    // Also those that a protocol has given up, and somebody still refers to.
    if (used !== undefined && count !== "0") return used;
  }
  if (path === "/proc/net/protocols")
    for (const [line, name = "", sockets, memory] of text.matchAll(PROTOCOLS))
      if (sockets !== String(KEPT[name] ?? 0) || (memory !== "0" && memory !== "-1" && memory !== "NI"))
        return line.replace(/ +/g, " ");
  return undefined;
}

/** Whether a count other than that of what is kept for later is not 0. */
function hasCount(rest: string): boolean {
  const words = rest.split(" ");
  return words.some((word, at) => at % 2 === 1 && word !== "0" && words[at - 1] !== "memory");
}
