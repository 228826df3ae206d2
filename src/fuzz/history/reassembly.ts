// SPDX-License-Identifier: GPL-2.0
import { getU16, getU32 } from "../../inject/wire/bytes.js";

/** Hop-by-hop options, routing, destination options; RFC 8200 section 4. */
const EXTENSIONS = new Set([0, 43, 60]);
const FRAGMENT = 44;
const IPV4_HEADER = 20;
const IPV6_HEADER = 40;
const FRAGMENT_HEADER = 8;
const LONGEST = 65_535;

/** What an IP packet carries, behind options and extension headers, and where that begins. */
export function transportOf(packet: Uint8Array): { readonly protocol: number; readonly at: number } {
  const first = packet[0] ?? 0;
  if (first >> 4 !== 6) return { protocol: packet[9] ?? 0, at: (first & 15) * 4 };
  let protocol = packet[6] ?? 0;
  let at = IPV6_HEADER;
  while (EXTENSIONS.has(protocol) && at + 8 <= packet.length) {
    const next = packet[at] ?? 0;
    at += ((packet[at + 1] ?? 0) + 1) * 8;
    protocol = next;
  }
  return { protocol, at };
}

/** IP_FRAG_TIME, IPV6_FRAG_TIMEOUT; include/net/ip.h, include/net/ipv6.h. And a tick that a timer may be late. */
const PATIENCE_NS = { 4: 30_010_000_000, 6: 60_010_000_000 } as const;

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

/** What has come of a packet. */
interface Queue {
  readonly sinceNs: number;
  readonly pieces: Piece[];
  /** Pieces that came one after the other, and the last of them in the packet last. */
  readonly runs: { readonly from: number; to: number }[];
  length: number;
  hasLast: boolean;
}

/**
 * Packets of fragments as Linux puts them together: a piece that overlaps another one ends the packet (RFC 5722
 * section 4, also of IPv4), one that is there already is dropped. From net/ipv4/inet_fragment.c.
 */
export class Reassembly {
  readonly #queues = new Map<string, Queue>();

  /** The whole packet, without its fragment headers, if this piece completes it. */
  add(frame: Uint8Array, timeNs: number): Uint8Array | undefined {
    const isIpv6 = (frame[0] ?? 0) >> 4 === 6;
    const header = isIpv6 ? IPV6_HEADER : IPV4_HEADER;
    // Behind other headers: nobody sends that.
    if (isIpv6 ? frame[6] !== FRAGMENT : ((frame[0] ?? 0) & 15) !== 5) return undefined;
    const key = isIpv6 ? String(getU32(frame, header + 4)) : `${getU16(frame, 4)} ${frame[9]}`;
    const place = isIpv6 ? getU16(frame, header + 2) & 0xfff8 : (getU16(frame, 6) & 0x1fff) * 8;
    const isLast = isIpv6 ? (getU16(frame, header + 2) & 1) === 0 : (getU16(frame, 6) & 0x2000) === 0;
    const bytes = frame.subarray(header + (isIpv6 ? FRAGMENT_HEADER : 0));
    let to = place + bytes.length;

    const old = this.#queues.get(key);
    const isOld = old !== undefined && timeNs > old.sinceNs + PATIENCE_NS[isIpv6 ? 6 : 4];
    const queue =
      old === undefined || isOld ? { sinceNs: timeNs, pieces: [], runs: [], length: 0, hasLast: false } : old;
    this.#queues.set(key, queue);
    if (isIpv6 && to > LONGEST) return undefined;
    if (!isLast && to % 8 !== 0) {
      if (isIpv6) return undefined;
      to -= to % 8;
    }
    const isWrong = isLast
      ? to < queue.length || (queue.hasLast && to !== queue.length)
      : to > queue.length && queue.hasLast;
    if (isWrong || to === place) return this.#drop(key);
    if (isLast) queue.hasLast = true;
    queue.length = Math.max(queue.length, to);
    const fate = insert(queue, place, to);
    if (fate === "overlap") return this.#drop(key);
    if (fate === "duplicate") return undefined;
    queue.pieces.push({ from: place, to, bytes: bytes.subarray(0, to - place) });
    const meat = queue.pieces.reduce((sum, piece) => sum + piece.to - piece.from, 0);
    if (!queue.hasLast || meat !== queue.length) return undefined;
    this.#queues.delete(key);
    return whole(frame, header, queue);
  }

  #drop(key: string): undefined {
    this.#queues.delete(key);
  }
}

/** inet_frag_queue_insert() */
function insert({ runs }: Queue, from: number, to: number): "new" | "duplicate" | "overlap" {
  const last = runs.reduce<{ readonly from: number; to: number } | undefined>(
    (found, run) => (found === undefined || run.to > found.to ? run : found),
    undefined,
  );
  if (last !== undefined && last.to < to) {
    if (from < last.to) return "overlap";
    if (from === last.to) {
      last.to = to;
      return "new";
    }
  } else {
    const met = runs.find((run) => from < run.to && run.from < to);
    if (met !== undefined) return from >= met.from && to <= met.to ? "duplicate" : "overlap";
  }
  runs.push({ from, to });
  return "new";
}

function whole(frame: Uint8Array, header: number, { pieces, length }: Queue): Uint8Array | undefined {
  const bytes = length + header;
  if (bytes - (header === IPV6_HEADER ? header : 0) > LONGEST) return undefined;
  const packet = new Uint8Array(bytes);
  packet.set(frame.subarray(0, header));
  if (header === IPV6_HEADER) packet[6] = frame[header] ?? 0;
  else packet.fill(0, 6, 8);
  for (const piece of pieces) packet.set(piece.bytes, header + piece.from);
  return packet;
}
