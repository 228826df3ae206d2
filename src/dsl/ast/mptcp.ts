// SPDX-License-Identifier: GPL-2.0
import type { Node, Num, Num64 } from "./span.js";

/**
 * The options of Multipath TCP: version 1 is RFC 8684, version 0 is RFC 6824.
 *
 * Keys, tokens and data sequence numbers are random in a live connection, so a script names them:
 * a key that is given a name stands for whatever the wire has there, and later options compute
 * from it with a {@link MptcpHash}. `"auto"` is what the protocol wants in the place, computed from
 * what went over the connection. A part that is absent says the same unless its comment says more.
 */
export type MptcpOption<S = never> =
  | MpCapableOption<S>
  | MpJoinSynOption<S>
  | MpJoinSynAckOption<S>
  | MpJoinAckOption<S>
  | DssOption<S>
  | AddAddressOption<S>
  | RemoveAddressOption<S>
  | MpPrioOption<S>
  | MpFailOption<S>
  | MpFastcloseOption<S>
  | MpResetOption<S>;

/** Flags of MP_CAPABLE, RFC 8684 section 3.1: A asks for checksums, H is HMAC-SHA-256 (v0: SHA-1). */
export const MP_CAPABLE_FLAG = {
  A: 0x80,
  B: 0x40,
  C: 0x20,
  D: 0x10,
  E: 0x08,
  F: 0x04,
  G: 0x02,
  H: 0x01,
} as const;

/** Flags of MP_TCPRST, RFC 8684 section 3.6: T is a transient condition. */
export const MP_RESET_FLAG = { U: 0x8, V: 0x4, W: 0x2, T: 0x1 } as const;

/**
 * `skey`, `skey=5`, `5`: a name, a value, or a name that is given a value; at least one of them.
 * A name without a value stands for the key on the wire where it comes for the first time.
 */
export interface MptcpKey<S = never> extends Node {
  readonly name?: string;
  readonly value?: Num64<S>;
}

/**
 * `sha256_32(skey)`, `trunc_r64_hmac(skey)+1`: bits of a hash.
 *
 * - `sha1_32`, `sha256_32` (key): first 32 bits of the key's hash, which is a token; section 3.2
 * - `trunc_r64_hmac_sha1`, `…_sha256` (key): last 64 bits of the hash, which is an initial data
 *   sequence number; section 3.1. `trunc_r64_hmac` takes the hash of the connection's version
 * - `trunc_l64_hmac` (key key): first 64 bits of an HMAC over the nonces of the handshake, the keys
 *   in this order; with a number alone, these 64 bits themselves; section 3.2
 * - `full_160_hmac` (key key): first 160 bits of it
 */
export interface MptcpHash<S = never> extends Node {
  readonly type: "hash";
  readonly function: MptcpHashFunction;
  /** Names of keys, or keys. */
  readonly args: readonly (string | number | bigint)[];
  /** Is added to the bits, modulo their number. */
  readonly offset?: Num64<S>;
}

export const MPTCP_HASH_FUNCTIONS = [
  "sha1_32",
  "sha256_32",
  "trunc_r64_hmac",
  "trunc_r64_hmac_sha1",
  "trunc_r64_hmac_sha256",
  "trunc_l64_hmac",
  "full_160_hmac",
] as const;

export type MptcpHashFunction = (typeof MPTCP_HASH_FUNCTIONS)[number];

/** `"none"`: there is no such field. */
export type MptcpChecksum<S = never> = Num<S> | "auto" | "none";

/**
 * `mpcapable v1 flags[flag_h] key[skey, ckey] mpcdatalen 100`, section 3.1. The old notation
 * `mp_capable a b` is version 0 with flags A and H, `mp_capable_no_cs a b` the same without A.
 */
export interface MpCapableOption<S = never> extends Node {
  readonly type: "mp_capable";
  /** 0 … 15. */
  readonly version: number;
  /** Sum of {@link MP_CAPABLE_FLAG} values. */
  readonly flags: Num<S>;
  /** None, the sender's, or the sender's and the receiver's. */
  readonly keys: readonly MptcpKey<S>[];
  /** Data-level length; absent if the option has no such field. */
  readonly dataLength?: Num<S>;
  /** Absent: there is none. */
  readonly checksum?: MptcpChecksum<S>;
}

/** `mp_join_syn backup=0 address_id=1 token=sha256_32(skey) rand=5`, section 3.2. */
export interface MpJoinSynOption<S = never> extends Node {
  readonly type: "mp_join_syn";
  /** Absent: 0. */
  readonly backup?: Num<S>;
  readonly addressId?: Num<S> | "auto";
  readonly token?: Num<S> | MptcpHash<S> | "auto";
  readonly random?: Num<S>;
}

/** `mp_join_syn_ack backup=0 address_id=1 sender_hmac=auto rand=5`, section 3.2. */
export interface MpJoinSynAckOption<S = never> extends Node {
  readonly type: "mp_join_syn_ack";
  /** Absent: 0. */
  readonly backup?: Num<S>;
  readonly addressId?: Num<S> | "auto";
  /** 64 bits. */
  readonly hmac?: MptcpHmac<S>;
  readonly random?: Num<S>;
}

/** `mp_join_ack sender_hmac=full_160_hmac(ckey skey)`, section 3.2. */
export interface MpJoinAckOption<S = never> extends Node {
  readonly type: "mp_join_ack";
  /** 160 bits. */
  readonly hmac?: MptcpHmac<S>;
}

/** The hex form, `0x` and the digits of all bytes, is for packets from the wire. */
export type MptcpHmac<S = never> =
  | MptcpHash<S>
  | (Node & { readonly type: "hex"; readonly bytes: Uint8Array })
  | "auto";

/**
 * `dss dack4=1 dsn8=1 ssn=1 dll=100 nocs fin`, section 3.3. With neither dack nor dsn, an expected
 * option may be any DSS. Numbers count from the peer's (dack) or own (dsn, ssn) initial number.
 */
export interface DssOption<S = never> extends Node {
  readonly type: "dss";
  /** Data acknowledgement; absent if there is none. */
  readonly dack?: DataSequence<S>;
  /** Data sequence number; absent if there is no mapping. */
  readonly dsn?: DataSequence<S>;
  /** Subflow sequence number of the mapping. */
  readonly ssn?: Num<S>;
  /** Data-level length of the mapping. */
  readonly dll?: Num<S>;
  /** Absent: a mapping has one, of the right value. */
  readonly checksum?: MptcpChecksum<S>;
  /** DATA_FIN. */
  readonly fin: boolean;
}

/** `dack4`, `dsn8=1`, `dack8=trunc_r64_hmac(skey)+1` */
export interface DataSequence<S = never> extends Node {
  readonly octets: 4 | 8;
  /** A hash is the whole number, not one that counts from the initial number. */
  readonly value?: Num64<S> | MptcpHash<S>;
}

/**
 * `add_address address_id=1 addr[saddr1=inet_addr("192.0.2.5")] port=80 hmac=auto`, section 3.4.1.
 * Without `addr_echo` and `hmac` it is that of version 0.
 */
export interface AddAddressOption<S = never> extends Node {
  readonly type: "add_address";
  readonly addressId?: Num<S> | "auto";
  readonly address?: MptcpAddress;
  /** Absent: the option has no such field. */
  readonly port?: Num<S>;
  readonly echo: boolean;
  readonly hmac?: Num64<S> | "auto";
}

/** `saddr`, `saddr=inet_addr("192.0.2.5")`, `inet6_addr("fd00::5")`: at least one of name and literal. */
export interface MptcpAddress extends Node {
  readonly name?: string;
  readonly literal?: { readonly version: 4 | 6; readonly text: string };
}

/** `remove_address address_id=[1, 2]`, section 3.4.2; at least one. */
export interface RemoveAddressOption<S = never> extends Node {
  readonly type: "remove_address";
  readonly addressIds: readonly Num<S>[];
}

/** `mp_prio backup=1 address_id=2`, section 3.3.8; version 1 has no address. */
export interface MpPrioOption<S = never> extends Node {
  readonly type: "mp_prio";
  /** Absent: 0. */
  readonly backup?: Num<S>;
  /** Absent or `"auto"`: the option has no such field. */
  readonly addressId?: Num<S> | "auto";
}

/** `mp_fail dsn8=5`, section 3.7. */
export interface MpFailOption<S = never> extends Node {
  readonly type: "mp_fail";
  readonly dsn?: Num64<S> | MptcpHash<S>;
}

/** `mp_fastclose`, `mp_fastclose ckey`, `mp_fastclose ckey+1`, section 3.5: the receiver's key. */
export interface MpFastcloseOption<S = never> extends Node {
  readonly type: "mp_fastclose";
  readonly key?: MptcpKey<S>;
  /** Is added to the key, modulo 2^64. */
  readonly offset?: Num64<S>;
}

/** `mp_reset 2 flags[flag_t]`, section 3.6: the reason. */
export interface MpResetOption<S = never> extends Node {
  readonly type: "mp_reset";
  readonly reason: Num<S>;
  /** Sum of {@link MP_RESET_FLAG} values. Absent: 0. */
  readonly flags?: Num<S>;
}
