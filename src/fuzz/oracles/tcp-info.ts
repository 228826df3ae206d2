// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import type { History } from "../history/history.js";
import { isPlain } from "../history/plain.js";
import { type Connection, isSegment, leastMss, offeredMss } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import { optionIndex } from "../program/tables.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

/** Places in struct tcp_info of include/uapi/linux/tcp.h, which only grows. */
const AT = {
  state: 0,
  sndMss: 16,
  unacked: 24,
  sacked: 28,
  lost: 32,
  retrans: 36,
  bytesAcked: 120,
  bytesReceived: 128,
  notsent: 144,
  bytesSent: 200,
  bytesRetrans: 208,
} as const;
const SIZE = 216;
/** TCP_ESTABLISHED, include/net/tcp_states.h. */
const ESTABLISHED = 1;
const INFO = optionIndex("TCP_INFO");
const OWN_SIZE = new Set(["TCP_FASTOPEN_CONNECT", "TCP_MAXSEG"].map(optionIndex));

/** What TCP_INFO tells agrees with the wire. */
export const tcpInfo: Oracle = {
  name: "tcp-info",
  source: "RFC 4898; net/ipv4/tcp.c, tcp_get_info()",
  judge: eachConnection(judge),
};

function judge({ events }: Connection, { program }: History): Violation | undefined {
  let sent = 0;
  let highest = 0;
  let received = 0;
  let written = 0;
  // Of a peer that says nothing the kernel thinks that it takes what itself or the application has said:
  // tcp_send_syn_data(), tcp_connect_init().
  const hasOwn = program.records.some(({ op, a }) => op === OP.setOption && OWN_SIZE.has(a));
  /** What the peer offers to take in a segment: of several SYNs the most. */
  let mss = hasOwn ? 65_535 : leastMss(program.isIpv6);
  let isKnown = true;
  /** Acknowledged by segments that the kernel has to take: they have the very number that it expects. */
  let surely = 0;
  let expected = 1;
  for (const event of events) {
    // A packet that is cut, or said to be too big, is not seen as it was sent.
    if (event.type === "other") {
      isKnown = false;
      continue;
    }
    if (isSegment(event)) {
      const { segment } = event;
      if (event.type === "in") {
        if ((segment.flags & TCP_FLAG.SYN) !== 0) mss = Math.max(mss, offeredMss(event));
        if ((segment.flags & (TCP_FLAG.RST | TCP_FLAG.URG)) !== 0) isKnown = false;
        if (isPlain(event, program.records[event.record], highest) && event.from === expected)
          surely = Math.max(surely, event.ack ?? 0);
        received = Math.max(received, event.to);
        continue;
      }
      // A reset has the number that it refuses.
      if ((segment.flags & TCP_FLAG.RST) !== 0) continue;
      if ((segment.flags & TCP_FLAG.SYN) !== 0 && segment.length > 0) isKnown = false;
      if (event.from >= 1) sent += segment.length;
      highest = Math.max(highest, event.to);
      expected = event.ack ?? expected;
      continue;
    }
    const { rec, ret, data } = event.observation;
    if (rec.op === OP.send && ret > 0) written += ret;
    if (rec.op !== OP.getOption || rec.a !== INFO || ret !== 0 || data.length < SIZE || !isKnown) continue;
    const wrong = inconsistency(data, { sent, surely, highest, received, written, mss });
    if (wrong === undefined) continue;
    const [message, holds] = wrong;
    return {
      oracle: "tcp-info",
      message,
      index: event.index,
      cause: message.replace(/-?\d+/g, "#"),
      instead: { event: `%{ assert ${holds}, ${holds.split(" ")[0]} }%` },
    };
  }
  return undefined;
}

interface Seen {
  readonly sent: number;
  readonly surely: number;
  readonly highest: number;
  readonly received: number;
  readonly written: number;
  readonly mss: number;
}

/** What is wrong, and what has to hold in the words of scripts. */
function inconsistency(data: Uint8Array, seen: Seen): readonly [string, string] | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data[AT.state] !== ESTABLISHED) return undefined;
  const u32 = (at: number): number => view.getUint32(at, true);
  const u64 = (at: number): number => Number(view.getBigUint64(at, true));
  const bytesSent = u64(AT.bytesSent);
  if (bytesSent !== seen.sent)
    return [
      `tcpi_bytes_sent is ${bytesSent}, and ${seen.sent} bytes were sent`,
      `tcpi_bytes_sent == ${seen.sent}`,
    ];
  const mss = u32(AT.sndMss);
  if (mss > seen.mss)
    return [
      `tcpi_snd_mss is ${mss}, and the peer takes no more than ${seen.mss}`,
      `tcpi_snd_mss <= ${seen.mss}`,
    ];
  const acked = u64(AT.bytesAcked);
  if (acked > seen.highest)
    return [
      `tcpi_bytes_acked is ${acked}, and numbers up to ${seen.highest} were sent`,
      `tcpi_bytes_acked <= ${seen.highest}`,
    ];
  if (acked < seen.surely - 1)
    return [
      `tcpi_bytes_acked is ${acked}, and ${seen.surely - 1} bytes were acknowledged`,
      `tcpi_bytes_acked >= ${seen.surely - 1}`,
    ];
  const received = u64(AT.bytesReceived);
  if (received > seen.received)
    return [
      `tcpi_bytes_received is ${received}, and numbers up to ${seen.received} came`,
      `tcpi_bytes_received <= ${seen.received}`,
    ];
  const retrans = u64(AT.bytesRetrans);
  if (retrans > bytesSent)
    return [
      `tcpi_bytes_retrans is ${retrans}, and tcpi_bytes_sent ${bytesSent}`,
      `tcpi_bytes_retrans <= tcpi_bytes_sent`,
    ];
  const unacked = u32(AT.unacked);
  for (const [name, at] of [
    ["sacked", AT.sacked],
    ["lost", AT.lost],
    ["retrans", AT.retrans],
  ] as const)
    if (u32(at) > unacked)
      return [`tcpi_${name} is ${u32(at)}, and tcpi_unacked ${unacked}`, `tcpi_${name} <= tcpi_unacked`];
  if (u32(AT.sacked) + u32(AT.lost) > unacked)
    return [
      `tcpi_sacked ${u32(AT.sacked)} and tcpi_lost ${u32(AT.lost)} are more than tcpi_unacked ${unacked}`,
      `tcpi_sacked + tcpi_lost <= tcpi_unacked`,
    ];
  const notsent = u32(AT.notsent);
  if (notsent > seen.written + 1)
    return [
      `tcpi_notsent_bytes is ${notsent}, and ${seen.written} were written`,
      `tcpi_notsent_bytes <= ${seen.written + 1}`,
    ];
  return undefined;
}
