// SPDX-License-Identifier: GPL-2.0
import { DAMAGED as DAMAGED_DCCP } from "../commands/dccp/packet.js";
import { MPTCP, SUBTYPE, subtypeOf, unknownOption } from "../commands/mptcp/segment.js";
import { CHUNK, CHUNK_TYPE, chunk, PACKET } from "../commands/sctp/chunk.js";
import { DAMAGED } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import { hasFailures, NOTHING, type Program, type Rec } from "../program/program.js";

/** How far the number that an ICMP error quotes is off at least, to be certainly no one in flight. */
const FAR = 100_000;
/** A reset that refuses a segment has the number that it acknowledges, and an ICMP error may quote that. */
const NEAR = 20_000;

function isNear({ op, b }: Rec): boolean {
  return op !== OP.segment || Math.abs(b | 0) <= NEAR;
}

/** A wrong checksum, a wrong length; native/fuzz/peer_udp.cc. */
const BAD_DATAGRAM = 1 | 8;

/**
 * The same program without the packets that the kernel has to ignore: what has a wrong checksum or a header
 * that is none (RFC 9293 section 3.1, RFC 768, RFC 4340 section 8.5), an ABORT with a wrong tag (RFC 9260 section
 * 8.5.1), ICMP errors about what was never sent (RFC 5927 section 4); and without MP_FASTCLOSE with a wrong key
 * (RFC 8684 section 3.5) in packets that count otherwise.
 * It must do the same. Undefined if there are none, or what comes later refers to them.
 */
export function withoutIgnored(program: Program): Program | undefined {
  const { records } = program;
  // It may make allocations of its own.
  if (hasFailures(program)) return undefined;
  const isTold = isRemembered(program)
    ? ({ op }: Rec): boolean => op === OP.damaged
    : (record: Rec): boolean => isIgnored(program, record);
  if (!records.some(isTold)) return undefined;
  return { ...program, records: records.map((record) => (isTold(record) ? withoutWhat(record) : record)) };
}

/**
 * What is in its place. Any packet to an association has its queue flushed (SCTP_CMD_DISCARD_PACKET of
 * net/sctp/sm_sideeffect.c), which puts off heartbeats: so another one with that tag.
 */
function withoutWhat(record: Rec): Rec {
  const { op, unit, flags } = record;
  if (op === OP.mptcp) return unknownOption(record);
  if (op !== OP.chunk || (flags & PACKET.crc) !== 0) return NOTHING;
  return chunk(unit, CHUNK.cookieAck, { packet: flags & ~CHUNK_TYPE });
}

/** Records that are about the packet before or behind them. */
const ABOUT: ReadonlySet<number> = new Set([OP.again, OP.twist, OP.fragments, OP.options]);

/** Whether a packet that is ignored may still count, so that only what is sent once more can be left out. */
function isRemembered({ records, protocol }: Program): boolean {
  // Datagrams take room of a buffer until somebody looks at their checksum.
  if (protocol === "udp" && records.some(({ op }) => op === OP.setOption || op === OP.sysctl)) return true;
  return records.some(
    // The next chunk of the association brings those that wait.
    ({ op, flags }) => ABOUT.has(op) || (op === OP.chunk && (flags & PACKET.waits) !== 0),
  );
}

/**
 * With a wrong checksum, or an ABORT with a tag that is neither side's: RFC 9260 sections 6.8, 8.5.1. What it says
 * does not count for the peer either.
 */
function isIgnoredChunk(flags: number): boolean {
  const isAbort = (flags & CHUNK_TYPE) === CHUNK.abort;
  if ((flags & PACKET.crc) !== 0) return isAbort || (flags & PACKET.uncounted) !== 0;
  return isAbort && (flags & (PACKET.wrongTag | PACKET.noTag)) !== 0;
}

function isIgnored({ protocol, records }: Program, record: Rec): boolean {
  const { op, flags, c } = record;
  switch (op) {
    case OP.segment:
      return (flags & DAMAGED) !== 0;
    case OP.dccp:
      return (flags & DAMAGED_DCCP) !== 0;
    case OP.datagram:
      return (flags & 2) === 0 && (flags & BAD_DATAGRAM) !== 0 && (flags & 4) === 0;
    case OP.chunk:
      return isIgnoredChunk(flags);
    case OP.mptcp:
      return subtypeOf(record) === SUBTYPE.fastClose && (flags & MPTCP.wrong) !== 0;
    case OP.damaged:
      return true;
    case OP.icmpError:
      return protocol === "tcp" && Math.abs(c | 0) >= FAR && records.every(isNear);
    default:
      return false;
  }
}
