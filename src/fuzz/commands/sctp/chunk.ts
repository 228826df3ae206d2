// SPDX-License-Identifier: GPL-2.0

import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { isHeard, isOpen } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import { rec } from "../command.js";

/** Types of chunks, in the lower byte of a record's flags; native/fuzz/peer_sctp.cc. */
export const CHUNK = {
  data: 0,
  init: 1,
  initAck: 2,
  sack: 3,
  heartbeat: 4,
  heartbeatAck: 5,
  abort: 6,
  shutdown: 7,
  shutdownAck: 8,
  error: 9,
  cookieEcho: 10,
  cookieAck: 11,
  ecne: 12,
  cwr: 13,
  shutdownComplete: 14,
  auth: 15,
  iData: 64,
  asconfAck: 128,
  padding: 132,
  reconf: 130,
  forwardTsn: 192,
  asconf: 193,
  iForwardTsn: 194,
} as const;

/** The part of a record's flags that is the type of its chunk. */
export const CHUNK_TYPE = 0xff;

/** The other bits of the flags. */
export const PACKET = {
  waits: 256,
  crc: 512,
  uncounted: 1024,
  wrongTag: 2048,
  noTag: 4096,
  length: 8192,
  ownTag: 16_384,
} as const;

/** Flags of DATA. */
export const DATA = { end: 1, begin: 2, unordered: 4, immediate: 8 } as const;

/** Parameters of INIT and INIT ACK. */
export const PARAMETER = {
  noCookie: 1,
  preservative: 2,
  addressTypes: 4,
  ecn: 8,
  partial: 16,
  extensions: 32,
  interleaving: 64,
  report: 128,
  stop: 256,
  address: 512,
  other: 1024,
  hostName: 2048,
  bad: 4096,
  authentication: 8192,
  adaptation: 16_384,
  longCookie: 32_768,
} as const;

/** What a record says; by type as native/fuzz/peer_sctp.cc has it. */
export interface ChunkFields {
  /** PACKET. */
  readonly packet?: number;
  readonly a?: number;
  readonly b?: number;
  /** Of c: bytes of payload, or a distance; and a stream, or a length. */
  readonly low?: number;
  readonly high?: number;
  /** Of d: flags of the chunk; a number of 8 bits; and one of 16. */
  readonly flags?: number;
  readonly count?: number;
  readonly upper?: number;
  readonly e?: number;
}

export function chunk(unit: number, type: number, fields: ChunkFields = {}): Rec {
  const { packet = 0, a = 0, b = 0, low = 0, high = 0, flags = 0, count = 0, upper = 0, e = 0 } = fields;
  return rec(OP.chunk, unit, {
    flags: type | packet,
    a,
    b,
    c: (low & 0xffff) + (high & 0xffff) * 65_536,
    d: flags | (count << 8) | (upper << 16),
    e,
  });
}

/** Associations on which the peer can say something. */
export function speaking(model: Model): readonly number[] {
  return model.where(isHeard);
}

export function open(model: Model): readonly number[] {
  return model.where(isOpen);
}

/** Window that peers announce: mostly room enough. */
export function window(choice: Choice): number {
  return choice.once(8) ? choice.of([0, 1, 1500, 4000]) : choice.of([65_535, 200_000]);
}

/** Streams: those that there are mostly. */
export function stream(choice: Choice): number {
  return choice.once(2) ? 0 : choice.int(0, 9);
}
