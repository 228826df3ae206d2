// SPDX-License-Identifier: GPL-2.0

import type { IpAddress } from "../address.js";

/** Subtypes, RFC 8684 section 7.2. */
export const MPTCP_SUBTYPE = {
  mp_capable: 0,
  mp_join: 1,
  dss: 2,
  add_address: 3,
  remove_address: 4,
  mp_prio: 5,
  mp_fail: 6,
  mp_fastclose: 7,
  mp_reset: 8,
} as const;

/**
 * What is in an option of kind 30: RFC 8684 section 3 (version 1), RFC 6824 section 3 (version 0).
 * All numbers of the connection are those of the wire. What is of no subtype, has reserved bits set
 * or a length that its subtype cannot have is none of these, and stays an option of unknown kind.
 */
export type MptcpOption =
  | MpCapable
  | MpJoinSyn
  | MpJoinSynAck
  | MpJoinAck
  | Dss
  | AddAddress
  | RemoveAddress
  | MpPrio
  | MpFail
  | MpFastclose
  | MpReset;

export interface MpCapable {
  readonly type: "mp_capable";
  readonly version: number;
  readonly flags: number;
  /** None, the sender's, or the sender's and the receiver's. */
  readonly keys: readonly bigint[];
  /** Data-level length. */
  readonly dataLength?: number;
  /** Only beside a data-level length. */
  readonly checksum?: number;
}

export interface MpJoinSyn {
  readonly type: "mp_join_syn";
  readonly backup: boolean;
  readonly addressId: number;
  readonly token: number;
  readonly random: number;
}

export interface MpJoinSynAck {
  readonly type: "mp_join_syn_ack";
  readonly backup: boolean;
  readonly addressId: number;
  /** 8 bytes. */
  readonly hmac: Uint8Array;
  readonly random: number;
}

export interface MpJoinAck {
  readonly type: "mp_join_ack";
  /** 20 bytes. */
  readonly hmac: Uint8Array;
}

/** A number of the data level, whole or the lower half of it. */
export interface DataNumber {
  readonly octets: 4 | 8;
  readonly value: bigint;
}

export interface Dss {
  readonly type: "dss";
  readonly dack?: DataNumber;
  readonly mapping?: DataMapping;
  /** DATA_FIN. */
  readonly fin: boolean;
}

export interface DataMapping {
  readonly dsn: DataNumber;
  /** Subflow sequence number, relative to the subflow's initial one. */
  readonly ssn: number;
  /** Bytes; a DATA_FIN counts as one. */
  readonly length: number;
  readonly checksum?: number;
}

export interface AddAddress {
  readonly type: "add_address";
  readonly version: 0 | 1;
  readonly echo: boolean;
  readonly addressId: number;
  readonly address: IpAddress;
  readonly port?: number;
  readonly hmac?: bigint;
}

export interface RemoveAddress {
  readonly type: "remove_address";
  /** At least one. */
  readonly addressIds: readonly number[];
}

export interface MpPrio {
  readonly type: "mp_prio";
  readonly backup: boolean;
  /** Version 0 only. */
  readonly addressId?: number;
}

export interface MpFail {
  readonly type: "mp_fail";
  readonly dsn: bigint;
}

export interface MpFastclose {
  readonly type: "mp_fastclose";
  /** The receiver's. */
  readonly key: bigint;
}

export interface MpReset {
  readonly type: "mp_reset";
  readonly flags: number;
  readonly reason: number;
}
