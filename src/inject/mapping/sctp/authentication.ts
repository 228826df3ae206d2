// SPDX-License-Identifier: GPL-2.0

import { createHmac } from "node:crypto";
import type { SctpParameter } from "../../../dsl/ast.js";
import { parametersToBytes } from "../../wire/sctp/items.js";
import { writeParameter } from "../../wire/sctp/write.js";

/** Hash functions by HMAC identifier, and how many bytes their HMACs have; RFC 4895, section 8. */
const HASHES: Readonly<Record<number, { readonly name: string; readonly bytes: number }>> = {
  1: { name: "sha1", bytes: 20 },
  3: { name: "sha256", bytes: 32 },
};

/** Bytes of an HMAC; undefined for an identifier that stands for no function. */
export function hmacBytes(hmacId: number): number | undefined {
  return HASHES[hmacId]?.bytes;
}

/** RFC 4895, section 6.1: what each end has sent of these is concatenated in this order. */
const VECTOR = ["RANDOM", "CHUNK_LIST", "REQUESTED_HMAC_ALGORITHM"] as const;

/**
 * The key vector of an end, from the parameters of its INIT or INIT_ACK: RANDOM, CHUNKS and HMAC-ALGO
 * with their headers and without padding. Undefined for an end that authenticates nothing.
 */
export function keyVector(parameters: readonly SctpParameter[]): Uint8Array | undefined {
  const parts = VECTOR.flatMap((type) => parameters.find((parameter) => parameter.type === type) ?? []);
  if (parts[0]?.type !== "RANDOM") return undefined;
  return Buffer.concat(parts.map((part) => parametersToBytes([writeParameter(part)])));
}

/**
 * The association shared key: the endpoint pair's key, the numerically smaller vector, the larger one;
 * RFC 4895, section 6.1.
 */
export function associationKey(shared: Uint8Array, a: Uint8Array, b: Uint8Array): Uint8Array {
  return Buffer.concat(compareNumbers(a, b) <= 0 ? [shared, a, b] : [shared, b, a]);
}

/** Of equal numbers the shorter one is the smaller one. */
function compareNumbers(a: Uint8Array, b: Uint8Array): number {
  const [first, second] = [significant(a), significant(b)];
  return first.length - second.length || Buffer.compare(first, second) || a.length - b.length;
}

function significant(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? bytes.subarray(bytes.length) : bytes.subarray(start);
}

/** RFC 4895, section 6.2. `bytes` are the AUTH chunk with zeros for its HMAC, and all that follows. */
export function hmacOf(hmacId: number, key: Uint8Array, bytes: Uint8Array): Uint8Array | undefined {
  const hash = HASHES[hmacId];
  return hash && createHmac(hash.name, key).update(bytes).digest();
}

/**
 * The endpoint pair shared keys by number, as SCTP_AUTH_KEY sets them. Number 0 is there from the
 * beginning, with no bytes.
 */
export class SctpKeys {
  private readonly keys = new Map<number, Uint8Array>();

  set(number: number, key: Uint8Array): void {
    this.keys.set(number, key);
  }

  get(number: number): Uint8Array | undefined {
    return this.keys.get(number) ?? (number === 0 ? new Uint8Array(0) : undefined);
  }

  /** An association begins with the keys of its endpoint; sctp_auth_asoc_copy_shkeys(). */
  inherit(from: SctpKeys): void {
    for (const [number, key] of from.keys) this.keys.set(number, key);
  }
}
