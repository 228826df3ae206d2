// SPDX-License-Identifier: GPL-2.0
import { rec } from "../../../src/fuzz/commands/command.js";
import { ALL_RECEIVED, DCCP, OPTION, PACKET, packet } from "../../../src/fuzz/commands/dccp/packet.js";
import { option, SUBTYPE } from "../../../src/fuzz/commands/mptcp/segment.js";
import {
  CHUNK,
  chunk,
  DATA,
  PARAMETER,
  PACKET as SCTP_PACKET,
} from "../../../src/fuzz/commands/sctp/chunk.js";
import { segment, TCP } from "../../../src/fuzz/commands/tcp/segment.js";
import { settling } from "../../../src/fuzz/generate/program.js";
import { OP } from "../../../src/fuzz/program/operations.js";
import type { Rec } from "../../../src/fuzz/program/program.js";
import { optionIndex, sysctlIndex } from "../../../src/fuzz/program/tables.js";
import { programOf } from "../support.js";

const [LISTENER, UNIT] = [0, 1];
const listening = [rec(OP.socket, LISTENER), rec(OP.bind, LISTENER), rec(OP.listen, LISTENER)];
const send = rec(OP.send, UNIT, { a: 1 });
/** A connection of DCCP with CCID 3. */
const openCcid3: readonly Rec[] = [
  ...listening,
  packet(UNIT, DCCP.request),
  packet(UNIT, DCCP.ack, { flags: PACKET.confirms | PACKET.ccid3 }),
  rec(OP.accept, LISTENER, { a: UNIT }),
];

/** The kernel opens an association, and I-DATA is offered by both sides. */
const interleaving: readonly Rec[] = [
  rec(OP.sysctl, 0, { a: sysctlIndex("sctp/intl_enable"), b: 1 }),
  rec(OP.socket, LISTENER, { a: 1 }),
  rec(OP.setOption, LISTENER, { a: optionIndex("SCTP_FRAGMENT_INTERLEAVE"), b: 1 }),
  rec(OP.connect, LISTENER, { a: UNIT }),
  rec(OP.setOption, LISTENER, {
    a: optionIndex("SCTP_INTERLEAVING_SUPPORTED"),
    flags: 8,
    c: 1,
  }),
  ...[2000, 100].map((a) => rec(OP.send, LISTENER, { a, b: UNIT + 1 })),
  chunk(UNIT, CHUNK.initAck, {
    a: 1,
    b: 7,
    low: 50_000,
    count: 10,
    upper: 10,
    e: PARAMETER.extensions | PARAMETER.interleaving,
  }),
  chunk(UNIT, CHUNK.cookieAck),
];

/** An association with the least buffer, so that messages are delivered in parts; the peer's streams, out and in. */
function smallBuffer(count: number, upper: number): readonly Rec[] {
  return [
    rec(OP.socket, LISTENER),
    rec(OP.setOption, LISTENER, { a: optionIndex("SO_RCVBUF") }),
    rec(OP.bind, LISTENER),
    rec(OP.listen, LISTENER, { a: 1 }),
    chunk(UNIT, CHUNK.init, { low: 2047, count, upper }),
    chunk(UNIT, CHUNK.cookieEcho),
    rec(OP.accept, LISTENER, { a: UNIT }),
  ];
}

/** Programs that show known bugs of Linux, and what those are. */
export const PROGRAMS = [
  ["listen() twice", programOf("mptcp", ...listening, rec(OP.listen, LISTENER), ...settling("mptcp"))],
  [
    "listen() twice, IPv6",
    { ...programOf("mptcp", ...listening, rec(OP.listen, LISTENER), ...settling("mptcp")), isIpv6: true },
  ],
  [
    "memory of a socket that fell back to TCP",
    programOf(
      "mptcp",
      rec(OP.socket, UNIT),
      rec(OP.connect, UNIT, { a: UNIT }),
      option(UNIT, SUBTYPE.capable, { flags: TCP.syn }),
      segment(UNIT, { flags: TCP.ack, sequence: 1, length: 1739, window: 65_535 }),
      option(UNIT, SUBTYPE.capable, { flags: TCP.ack, length: 2, window: 1 }),
      rec(OP.receive, UNIT, { a: 2048 }),
      rec(OP.settle, 0, { a: 62_500_000 }),
    ),
  ],
  [
    "a SYN that both send, and nobody has acknowledged",
    programOf(
      "tcp",
      rec(OP.socket, UNIT),
      rec(OP.connect, UNIT, { a: UNIT }),
      segment(UNIT, { flags: TCP.syn, window: 65_535 }),
      segment(UNIT, { flags: TCP.ack, ack: -1, length: 100, window: 65_535 }),
      rec(OP.advance, 0, { a: 1_000_000 }),
    ),
  ],
  [
    "CCID 3: an interval of less than a microsecond",
    programOf(
      "dccp",
      ...listening,
      packet(UNIT, DCCP.request),
      packet(UNIT, DCCP.ack, { flags: PACKET.confirms | PACKET.ccid3, options: OPTION.timestampEcho }),
      rec(OP.accept, LISTENER, { a: UNIT }),
      send,
      packet(UNIT, DCCP.dataAck),
      send,
      packet(UNIT, DCCP.dataAck, {
        options: OPTION.lossEventRate | OPTION.receiveRate,
        value: 64,
        extra: 0xffff_ffff,
      }),
    ),
  ],
  [
    "CCID 3: a packet that is to wait for more than 65535 ms",
    programOf(
      "dccp",
      ...openCcid3,
      send,
      rec(OP.advance, 0, { a: 70_000_000 }),
      ...[21, 1, 1].map((a) => rec(OP.send, UNIT, { a })),
    ),
  ],
  [
    "CCID 3: a Reset while close() waits",
    programOf(
      "dccp",
      ...openCcid3,
      send,
      send,
      rec(OP.setOption, UNIT, { a: optionIndex("SO_LINGER"), b: 1, c: 1 }),
      rec(OP.close, UNIT),
      packet(UNIT, DCCP.reset),
      rec(OP.advance, 0, { a: 2_000_000 }),
    ),
  ],
  [
    "Ack Vectors of a packet of the handshake that was freed",
    programOf(
      "dccp",
      ...listening,
      packet(UNIT, DCCP.request, { flags: PACKET.asks, length: 7 }),
      packet(UNIT, DCCP.ack, { flags: PACKET.confirms, options: OPTION.ackVector0, extra: ALL_RECEIVED }),
      rec(OP.accept, LISTENER, { a: UNIT }),
      // Four are sent, and four wait.
      ...Array.from({ length: 8 }, () => rec(OP.send, UNIT)),
      packet(LISTENER, DCCP.request),
      // The first packet once more, with a wrong IP header.
      rec(OP.damaged, 0, { a: 2 }),
      rec(OP.send, UNIT),
      packet(UNIT, DCCP.response),
      rec(OP.send, UNIT),
    ),
  ],
  [
    "an Ack Vector that tells of a hundred lost packets",
    programOf(
      "dccp",
      ...listening,
      packet(UNIT, DCCP.request),
      packet(UNIT, DCCP.ack, { flags: PACKET.confirms }),
      rec(OP.accept, LISTENER, { a: UNIT }),
      packet(UNIT, DCCP.data, { sequence: 2 }),
      packet(UNIT, DCCP.sync, { sequence: 100 }),
      rec(OP.send, UNIT),
    ),
  ],
  ["SCTP: a message that was queued before both sides agreed on I-DATA", programOf("sctp", ...interleaving)],
  [
    "SCTP: the same, where a call waits",
    programOf("sctp", ...interleaving, rec(OP.send, LISTENER, { a: 1, b: UNIT + 2 })),
  ],
  [
    "SCTP: a RE-CONFIG of before accept() is sent again once the listener is closed",
    programOf(
      "sctp",
      rec(OP.socket, LISTENER),
      rec(OP.setOption, LISTENER, { a: optionIndex("SCTP_ENABLE_STREAM_RESET"), c: 1 }),
      rec(OP.bind, LISTENER),
      rec(OP.listen, LISTENER, { a: 1 }),
      chunk(UNIT, CHUNK.init, { low: 2047, count: 64, upper: 1 }),
      chunk(UNIT, CHUNK.cookieEcho),
      chunk(UNIT, CHUNK.reconf, { low: 1, high: 64 }),
      rec(OP.accept, LISTENER, { a: UNIT }),
      rec(OP.close, LISTENER),
      rec(OP.advance, 0, { a: 4_062_500 }),
    ),
  ],
  [
    "SCTP: the parts of a message that is delivered bit by bit are of two streams",
    programOf(
      "sctp",
      ...smallBuffer(4, 4),
      chunk(UNIT, CHUNK.data, { low: 500, high: 1, flags: DATA.begin }),
      // There is no such stream.
      chunk(UNIT, CHUNK.data, { packet: SCTP_PACKET.uncounted, low: 25, high: 16 }),
      chunk(UNIT, CHUNK.data, { a: 1, low: 1000, high: 3 }),
      rec(OP.receive, UNIT, { a: 602 }),
      rec(OP.receive, UNIT, { a: 1 }),
    ),
  ],
  [
    "SCTP: the first part of a message that is not the next one of its stream",
    programOf(
      "sctp",
      ...smallBuffer(64, 1),
      // There is no such stream; and so the next one, which has its TSN, has come already.
      chunk(UNIT, CHUNK.data, { packet: SCTP_PACKET.uncounted, low: 25, high: 0xffff }),
      chunk(UNIT, CHUNK.data, { low: 1001, high: 1, flags: DATA.end }),
      chunk(UNIT, CHUNK.data, { low: 792, high: 1, flags: DATA.begin }),
      chunk(UNIT, CHUNK.data, { low: 741, high: 1 }),
      rec(OP.receive, UNIT, { a: 8 }),
    ),
  ],
  [
    "MPTCP: a RST for a subflow that may not fall back is answered by one",
    programOf(
      "mptcp",
      rec(OP.socket, UNIT),
      rec(OP.connect, UNIT, { a: UNIT }),
      option(UNIT, SUBTYPE.capable, { flags: TCP.syn | TCP.ack, window: 65_535 }),
      rec(OP.send, UNIT, { a: 1 }),
      segment(UNIT, { flags: TCP.ack, sequence: 1 }),
      // The data is sent again as it has no data acknowledgment.
      rec(OP.advance, 0, { a: 375_000 }),
      segment(UNIT, { flags: TCP.rst }),
    ),
  ],
] as const;
