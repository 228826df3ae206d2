// SPDX-License-Identifier: GPL-2.0

import type { Direction, MptcpHash } from "../../../dsl/ast.js";
import { getU64, setU64 } from "../../wire/bytes.js";
import type { MptcpConnection, MptcpHost } from "./connection.js";
import { addressHmacOf, digestOf, initialNumberOf, joinHmacOf, tokenOf } from "./hash.js";
import type { MptcpNames } from "./names.js";

/** What a script's host puts into MP_JOIN where the script does not say. */
const SCRIPT_NONCE = 42;

const MASK = { 4: 0xffff_ffffn, 8: 0xffff_ffff_ffff_ffffn } as const;

/** One subflow: the connection that it belongs to, and the nonces with which it has joined. */
export class Subflow {
  /** Undefined before the kernel has told it. */
  localNonce: number | undefined;
  remoteNonce = SCRIPT_NONCE;

  /** @param isJoin whether it has come to a connection that was there already */
  constructor(
    readonly connection: MptcpConnection,
    readonly names: MptcpNames,
    readonly isJoin: boolean,
  ) {}

  /** What is to be in the options of segments of one direction. */
  values(direction: Direction): SubflowValues {
    return new SubflowValues(this, direction);
  }
}

/** The values that fields of MPTCP options have, or should have, in segments of one direction. */
export class SubflowValues {
  readonly sender: MptcpHost;
  readonly receiver: MptcpHost;
  readonly #subflow: Subflow;
  readonly #nonces: readonly [number, number];

  constructor(subflow: Subflow, direction: Direction) {
    const { connection, localNonce = 0, remoteNonce } = subflow;
    const isOutbound = direction === "outbound";
    this.#subflow = subflow;
    this.sender = isOutbound ? connection.local : connection.remote;
    this.receiver = isOutbound ? connection.remote : connection.local;
    this.#nonces = isOutbound ? [localNonce, remoteNonce] : [remoteNonce, localNonce];
  }

  get names(): MptcpNames {
    return this.#subflow.names;
  }

  /** The sender's, in MP_JOIN. */
  get nonce(): number {
    return this.#nonces[0];
  }

  get #keys(): readonly [bigint, bigint] | undefined {
    const [first, second] = [this.sender.key, this.receiver.key];
    return first === undefined || second === undefined ? undefined : [first, second];
  }

  /** The HMAC of MP_JOIN, whole; undefined if a key is not known. */
  joinHmac(): Uint8Array | undefined {
    return this.#keys && joinHmacOf(this.#keys, this.#nonces, digestOf(this.sender.version));
  }

  /** The HMAC of ADD_ADDR; undefined if a key is not known. */
  addressHmac(addressId: number, address: Uint8Array, port: number): bigint | undefined {
    return this.#keys && addressHmacOf(this.#keys, addressId, address, port);
  }

  /** `sha256_32(skey)`, `trunc_r64_hmac(skey)+1`: a token or a data sequence number. */
  number({ function: name, args: [arg = 0], offset = 0 }: MptcpHash): bigint {
    const key = this.#key(arg);
    switch (name) {
      case "sha1_32":
      case "sha256_32": {
        const token = BigInt(tokenOf(key, name === "sha1_32" ? "sha1" : "sha256"));
        return (token + BigInt(offset)) & MASK[4];
      }
      case "trunc_r64_hmac_sha1":
        return (initialNumberOf(key, "sha1") + BigInt(offset)) & MASK[8];
      case "trunc_r64_hmac_sha256":
        return (initialNumberOf(key, "sha256") + BigInt(offset)) & MASK[8];
      default:
        return (initialNumberOf(key, digestOf(this.sender.version)) + BigInt(offset)) & MASK[8];
    }
  }

  /** `trunc_l64_hmac(skey ckey)`, `full_160_hmac(ckey skey)`: `length` bytes of an HMAC over the nonces. */
  hmac({ args: [first = 0, second], offset = 0 }: MptcpHash, length: 8 | 20): Uint8Array {
    const bytes = new Uint8Array(8);
    if (second === undefined) {
      setU64(bytes, 0, (BigInt(first) + BigInt(offset)) & MASK[8]);
      return bytes;
    }
    const keys = [this.#key(first), this.#key(second)] as const;
    const whole = joinHmacOf(keys, this.#nonces, digestOf(this.sender.version)).slice(0, length);
    if (offset !== 0) setU64(whole, 0, (getU64(whole, 0) + BigInt(offset)) & MASK[8]);
    return whole;
  }

  #key(arg: string | number | bigint): bigint {
    return typeof arg === "string" ? this.names.keys.get(arg) : BigInt(arg);
  }
}

/** A data number of the script on the wire: counted from the host's initial number. */
export function toWire(relative: bigint, host: MptcpHost, octets: 4 | 8): bigint {
  return (relative + (host.initialNumber ?? 0n)) & MASK[octets];
}

/** The inverse of {@link toWire}. */
export function fromWire(live: bigint, host: MptcpHost, octets: 4 | 8): bigint {
  return (live - (host.initialNumber ?? 0n)) & MASK[octets];
}
