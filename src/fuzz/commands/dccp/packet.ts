// SPDX-License-Identifier: GPL-2.0
import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { isHeard, isOpen } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import { rec } from "../command.js";

/** Types of packets, in the lowest bits of a record's flags; RFC 4340 section 5.1. */
export const DCCP = {
  request: 0,
  response: 1,
  data: 2,
  ack: 3,
  dataAck: 4,
  closeReq: 5,
  close: 6,
  reset: 7,
  sync: 8,
  syncAck: 9,
} as const;

/** The other bits of the flags; native/fuzz/peer_dccp.cc. */
export const PACKET = {
  short: 16,
  checksum: 32,
  uncounted: 64,
  fromIsn: 128,
  ackFromIsn: 256,
  smallOffset: 512,
  largeOffset: 1024,
  confirms: 2048,
  asks: 4096,
  far: 8192,
  ackFar: 16_384,
  ccid3: 32_768,
} as const;

/** Damage that keeps the kernel from taking a packet. */
export const DAMAGED = PACKET.checksum | PACKET.smallOffset;

export const OPTION = {
  ackVector0: 1,
  ackVector1: 2,
  timestamp: 4,
  timestampEcho: 8,
  elapsedTime: 16,
  ndpCount: 32,
  changeL: 64,
  changeR: 128,
  confirmL: 256,
  confirmR: 512,
  unknown: 1024,
  lossEventRate: 2048,
  receiveRate: 4096,
  lossIntervals: 8192,
  mandatory: 16_384,
  nonsense: 32_768,
} as const;

/** RFC 4340 section 6.4. */
export const FEATURE = { ccid: 1, shortNumbers: 2, sequenceWindow: 3, ackRatio: 5, ackVector: 6 } as const;

/** Cells of an Ack Vector: the state, and how many more packets of it there are; RFC 4340 section 11.4. */
export const CELL = { received: 0, marked: 0x40, missing: 0xc0, longest: 63 } as const;

/** What a packet says; distances as the record has them. */
export interface PacketFields {
  /** PACKET. */
  readonly flags?: number;
  /** From the next number of the peer. */
  readonly sequence?: number;
  /** From the last number of the kernel. */
  readonly ack?: number;
  readonly length?: number;
  readonly coverage?: number;
  readonly ccval?: number;
  /** Of a Reset. */
  readonly code?: number;
  /** OPTION. */
  readonly options?: number;
  readonly feature?: number;
  readonly value?: number;
  /** Service code, cells of the Ack Vector, or rate. */
  readonly extra?: number;
}

export function packet(unit: number, type: number, fields: PacketFields = {}): Rec {
  const { flags = 0, sequence = 0, ack = 0, length = 0, coverage = 0, ccval = 0, code = 0 } = fields;
  const { options = 0, feature = 0, value = 0, extra = 0 } = fields;
  return rec(OP.dccp, unit, {
    flags: type | flags,
    a: sequence,
    b: ack,
    c: length + coverage * 65_536 + ccval * 0x10_0000 + code * 0x100_0000,
    d: options + feature * 65_536 + value * 0x100_0000,
    e: extra,
  });
}

/** Connections on which the peer can say something. */
export function speaking(model: Model): readonly number[] {
  return model.where(isHeard);
}

export function open(model: Model): readonly number[] {
  return model.where(isOpen);
}

/** Lengths of messages: those that fit a packet mostly. */
export function messageLength(choice: Choice): number {
  return choice.once(3) ? choice.of([1, 100, 1000]) : choice.length(1400);
}

/** The cells of an Ack Vector that tells of everything: more than is in flight. */
export const ALL_RECEIVED = CELL.received | CELL.longest;
