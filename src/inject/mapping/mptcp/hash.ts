// SPDX-License-Identifier: GPL-2.0

import { createHash, createHmac } from "node:crypto";
import { getU32, getU64, setU16, setU32, setU64 } from "../../wire/bytes.js";

/** The hash of a version: RFC 6824 section 3.1, RFC 8684 section 3.1. */
export type MptcpDigest = "sha1" | "sha256";

export function digestOf(version: number): MptcpDigest {
  return version === 0 ? "sha1" : "sha256";
}

/** The token of a connection: the first 32 bits of the hash of a key; section 3.2. */
export function tokenOf(key: bigint, digest: MptcpDigest): number {
  return getU32(createHash(digest).update(keyBytes(key)).digest(), 0);
}

/** The initial data sequence number: the last 64 bits of that hash; section 3.1. */
export function initialNumberOf(key: bigint, digest: MptcpDigest): bigint {
  const hash = createHash(digest).update(keyBytes(key)).digest();
  return getU64(hash, hash.length - 8);
}

/** The HMAC of MP_JOIN, whole: the message is both nonces, the sender's first; section 3.2. */
export function joinHmacOf(
  keys: readonly [bigint, bigint],
  nonces: readonly [number, number],
  digest: MptcpDigest,
): Uint8Array {
  const message = new Uint8Array(8);
  setU32(message, 0, nonces[0]);
  setU32(message, 4, nonces[1]);
  return hmac(digest, keys, message);
}

/**
 * The HMAC of ADD_ADDR: the last 64 bits over identifier, address and port, 0 if there is none;
 * section 3.4.1, add_addr_generate_hmac() in net/mptcp/options.c.
 */
export function addressHmacOf(
  keys: readonly [bigint, bigint],
  addressId: number,
  address: Uint8Array,
  port: number,
): bigint {
  const message = new Uint8Array(3 + address.length);
  message[0] = addressId;
  message.set(address, 1);
  setU16(message, 1 + address.length, port);
  const whole = hmac("sha256", keys, message);
  return getU64(whole, whole.length - 8);
}

function hmac(
  digest: MptcpDigest,
  [first, second]: readonly [bigint, bigint],
  message: Uint8Array,
): Uint8Array {
  const key = new Uint8Array(16);
  setU64(key, 0, first);
  setU64(key, 8, second);
  return createHmac(digest, key).update(message).digest();
}

function keyBytes(key: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  setU64(bytes, 0, key);
  return bytes;
}

/** The key of a name that no script has given a value: the same in each run. */
export function keyOfName(name: string): bigint {
  return getU64(createHash("sha256").update(name).digest(), 0);
}
