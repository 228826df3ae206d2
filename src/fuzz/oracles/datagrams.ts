// SPDX-License-Identifier: GPL-2.0
import { getU16 } from "../../inject/wire/bytes.js";
import { isDisconnect } from "../history/call-unit.js";
import { type History, isFragment } from "../history/history.js";
import { Reassembly, transportOf } from "../history/reassembly.js";
import { OP, PEER_PORT, UNITS } from "../program/operations.js";
import type { Rec } from "../program/program.js";
import { optionOf } from "../program/tables.js";
import type { Oracle, Violation } from "./oracle.js";

const EAGAIN = -11;
const UDP = 17;
const UDP_LITE = 136;
const HEADER = 8;
const ROOM = 65_536;
/** A wrong checksum, none, UDP-Lite, a wrong length; native/fuzz/peer_udp.cc. */
const FLAG = { checksum: 1, none: 2, lite: 4, length: 8 } as const;

/** As native/fuzz/peer_udp.cc takes it. */
const MOST_PAYLOAD = 16_384;

interface Datagram {
  readonly port: number;
  readonly payload: Uint8Array;
}

/**
 * What a datagram socket receives is a datagram as it was sent, with a right checksum, and from its peer if
 * it has one.
 */
export const datagrams: Oracle = {
  name: "datagrams",
  source: "RFC 768; net/ipv4/udp.c, __udp4_lib_lookup(), udp_csum_pull_header()",
  judge,
};

function judge({ program, observations }: History): Violation | undefined {
  const sent: Datagram[] = [];
  const peers = new Map<number, number>();
  const reassembly = new Reassembly();
  for (const [index, observation] of observations.entries()) {
    if (observation.type === "received") {
      const record = program.records[observation.record];
      // What was twisted may be anything.
      if (record === undefined || observation.way === "twisted") return undefined;
      const packet = isFragment(observation.frame)
        ? reassembly.add(observation.frame, observation.timeNs)
        : observation.frame;
      // As a whole what is sent in fragments again has come before; or it was damaged, and stays so.
      if (packet === undefined || record.op === OP.fragments) continue;
      const datagram = datagramOf(packet);
      const needsSum = program.isIpv6 && !program.records.some(isWithoutSum);
      if (datagram !== undefined && !(record.op === OP.datagram && isDamaged(record, needsSum)))
        sent.push(datagram);
      continue;
    }
    if (observation.type !== "call") continue;
    const { rec, ret, fd, data } = observation;
    if (isDisconnect(rec)) peers.delete(fd);
    else if (rec.op === OP.connect && ret === 0) {
      // What has come before belongs to it; with a second peer it is hard to say whose is whose.
      if (peers.has(fd)) return undefined;
      peers.set(fd, sent.length * ROOM + PEER_PORT + (rec.a % UNITS));
    }
    if (rec.op === OP.close || rec.op === OP.settle) peers.delete(fd);
    if (rec.op !== OP.receive || ret <= 0 || rec.flags !== 0 || rec.a < ROOM) continue;
    const peer = peers.get(fd);
    const since = peer === undefined ? 0 : Math.floor(peer / ROOM);
    const isSame = ({ port, payload }: Datagram, at: number): boolean =>
      (peer === undefined || at < since || port === peer % ROOM) && equal(payload, data);
    if (sent.some(isSame)) continue;
    const message = `${ret} bytes are received that no datagram for this socket had`;
    return {
      oracle: "datagrams",
      message,
      index,
      cause: peer === undefined ? "content" : "content or sender",
      instead: { ret: EAGAIN },
    };
  }
  return undefined;
}

/** Whether sockets may take datagrams over IPv6 that have no checksum: RFC 6935. */
function isWithoutSum({ op, a }: Rec): boolean {
  return op === OP.setOption && optionOf(a)?.name === "UDP_NO_CHECK6_RX";
}

/**
 * Whether nobody may receive it. UDP-Lite has no length, but a coverage.
 * @param needsSum  RFC 8200 section 8.1: a datagram without a checksum is discarded
 */
function isDamaged(record: Rec, needsSum: boolean): boolean {
  const { flags } = record;
  if ((flags & FLAG.lite) !== 0) return (flags & FLAG.checksum) !== 0 || isIllegalLite(record);
  if ((flags & FLAG.none) !== 0 && needsSum) return true;
  return (flags & FLAG.length) !== 0 || ((flags & FLAG.checksum) !== 0 && (flags & FLAG.none) === 0);
}

/** No checksum, or a coverage that is less than a header or more than there is: RFC 3828 section 3.1. */
function isIllegalLite({ flags, a, c }: Rec): boolean {
  const coverage = c & 0xffff;
  const length = HEADER + (a % MOST_PAYLOAD);
  return (flags & FLAG.none) !== 0 || (coverage > 0 && coverage < HEADER) || coverage > length;
}

function datagramOf(packet: Uint8Array): Datagram | undefined {
  const { protocol, at } = transportOf(packet);
  if ((protocol !== UDP && protocol !== UDP_LITE) || isFragment(packet)) return undefined;
  return { port: getU16(packet, at), payload: packet.subarray(at + HEADER) };
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
