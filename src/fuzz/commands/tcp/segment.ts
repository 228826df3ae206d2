// SPDX-License-Identifier: GPL-2.0

import { TCP_FLAG } from "../../../dsl/ast.js";
import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { isOpen, isSpeaking, type Offer } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import { rec } from "../command.js";

/** Bits of a record of the operation; native/fuzz/peer_tcp.cc. */
export const TCP = {
  fin: TCP_FLAG.FIN,
  syn: TCP_FLAG.SYN,
  rst: TCP_FLAG.RST,
  psh: TCP_FLAG.PSH,
  ack: TCP_FLAG.ACK,
  urg: TCP_FLAG.URG,
  ece: TCP_FLAG.ECE,
  cwr: TCP_FLAG.CWR,
} as const;
export const DAMAGE = {
  checksum: 512,
  uncounted: 1024,
  fromIsn: 2048,
  ackFromIsn: 4096,
  offset: 8192,
} as const;
export const OPTION = {
  timestamps: 1,
  sackPermitted: 2,
  mss: 4,
  scale: 8,
  blocks: 16,
  fastOpen: 64,
  md5: 128,
  unknown: 256,
  duplicate: 512,
  oldTimestamp: 1024,
  strangeEcho: 2048,
  shift: 4096,
  upper: 65_536,
} as const;

/** What a segment says; numbers of bytes, distances as the record has them. */
export interface SegmentFields {
  readonly flags: number;
  /** From the next number of the peer. */
  readonly sequence?: number;
  /** From the number after the last one of the kernel. */
  readonly ack?: number;
  readonly length?: number;
  readonly window?: number;
  readonly options?: number;
  readonly extra?: number;
}

export function segment(unit: number, fields: SegmentFields): Rec {
  const { flags, sequence = 0, ack = 0, length = 0, window = 0, options = 0, extra = 0 } = fields;
  return rec(OP.segment, unit, {
    flags,
    a: sequence,
    b: ack,
    c: length + window * 65_536,
    d: options,
    e: extra,
  });
}

/** Connections on which the peer can say something. */
export function speaking(model: Model): readonly number[] {
  return model.where(isSpeaking);
}

export function open(model: Model): readonly number[] {
  return model.where(isOpen);
}

/** The options of every segment after the first. */
export function usual({ timestamps }: Offer): number {
  return timestamps ? OPTION.timestamps : 0;
}

/** Windows that peers announce: mostly room enough. */
export function window(choice: Choice): number {
  if (choice.once(6)) return choice.of([0, 0, 1, 2, 100]);
  if (choice.once(4)) return choice.int(1, 6000);
  return choice.once(2) ? 65_535 : choice.int(257, 65_535);
}
