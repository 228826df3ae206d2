// SPDX-License-Identifier: GPL-2.0
import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { type Condition, isOpenMptcp } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import { rec } from "../command.js";

/** Subtypes of the option, in a record's flags from bit 8 on; RFC 8684 section 8.2. */
export const SUBTYPE = {
  capable: 0,
  join: 1,
  dss: 2,
  addAddress: 3,
  removeAddress: 4,
  priority: 5,
  fail: 6,
  fastClose: 7,
  tcpReset: 8,
  unknown: 15,
} as const;
const SUBTYPE_SHIFT = 256;

/** The other bits of the flags beside those of TCP; native/fuzz/peer_mptcp.cc. */
export const MPTCP = {
  checksum: 32,
  uncounted: 64,
  dataUncounted: 128,
  wrong: 4096,
  shortNumber: 8192,
  shortAck: 16_384,
  shortOption: 32_768,
} as const;

/** Bits of d that several subtypes have. */
export const SYN = { mss: 32, scale: 64 } as const;
export const OTHER_CHECKSUM = 128;
export const CAPABLE = { checksum: 1, flagB: 2, noJoin: 4, version: 8, noAlgorithm: 16, key: 256 } as const;
export const DSS = { ack: 1, mapping: 2, fin: 4, endless: 8 } as const;
export const BACKUP = 1;
export const ADDRESS = { port: 1, echo: 2 } as const;
/** Factors in d: of an identifier, a reason; of a second one, a unit; of what is added to a length. */
const IDENTIFIER = 256;
const SECOND = 4096;
const LENGTH = 65_536;

/** What a segment says; distances as the record has them. */
export interface MptcpFields {
  /** TCP, MPTCP. */
  readonly flags: number;
  /** From the next number of the subflow. */
  readonly sequence?: number;
  /** From the next data sequence number; or a nonce, or an address. */
  readonly number?: number;
  readonly length?: number;
  readonly window?: number;
  /** By subtype. */
  readonly bits?: number;
  readonly identifier?: number;
  readonly second?: number;
  /** Added to the length of the mapping. */
  readonly more?: number;
  /** Initial sequence number, or port. */
  readonly extra?: number;
  /** Added to the data acknowledgment, and to the place of the mapping. */
  readonly ack?: number;
  readonly place?: number;
}

/** The subtype of a record's option. */
export function subtypeOf({ flags }: Rec): number {
  return (flags >> 8) & 15;
}

/** The identifier of an address that a record has. */
export function identifierOf({ d }: Rec): number {
  return (d >> 8) & 15;
}

/** The same with an option that no kernel knows, of the same length as MP_FASTCLOSE. */
export function unknownOption(record: Rec): Rec {
  return { ...record, flags: record.flags | (SUBTYPE.unknown * SUBTYPE_SHIFT) };
}

export function option(unit: number, subtype: number, fields: MptcpFields): Rec {
  const { flags, sequence = 0, number = 0, length = 0, window = 0, bits = 0 } = fields;
  const { identifier = 0, second = 0, more = 0, extra = 0, ack = 0, place = 0 } = fields;
  return rec(OP.mptcp, unit, {
    flags: flags | (subtype * SUBTYPE_SHIFT),
    a: sequence,
    b: number,
    c: length + window * 65_536,
    d: bits + identifier * IDENTIFIER + second * SECOND + (more & 0xffff) * LENGTH,
    e: extra + (ack & 0xffff) + (place & 0xffff) * 65_536,
  });
}

export const isJoined: Condition = ({ peer }) => peer === "joined";

/** Units of connections of MPTCP, not those of further subflows. */
export function sessions(model: Model): readonly number[] {
  return model.where(isOpenMptcp);
}

/** A subflow on which the peer can send: mostly the first one of a connection. */
export function subflow(choice: Choice, model: Model): number {
  const joined = model.where(isJoined);
  return joined.length > 0 && choice.once(2) ? choice.of(joined) : choice.of(sessions(model));
}

/** A window that is scaled by 7. */
export function window(choice: Choice): number {
  return choice.once(8) ? choice.of([0, 1, 8, 20]) : choice.of([256, 512, 4000]);
}
