// SPDX-License-Identifier: GPL-2.0

import { emitChunk, ITEM_HEADER, itemLength, type RawChunk } from "./items.js";

/** Byte offsets in the AUTH chunk; RFC 4895, section 4.1. */
export const AUTH = { keyId: 4, hmacId: 6, hmac: 8 } as const;

/**
 * What the HMAC of an AUTH chunk is made of: the chunk, with zeros in the place of the HMAC, and all
 * that follows in the packet; RFC 4895, section 6.2.
 * @param chunks the AUTH chunk and those behind it
 * @param rest what follows the last whole chunk
 */
export function signedBytes(chunks: readonly RawChunk[], rest: Uint8Array): Uint8Array {
  const [auth, ...others] = chunks;
  const blank = auth && { ...auth, value: withoutHmac(auth.value) };
  return Buffer.concat([...(blank ? [blank] : []), ...others].map(chunkBytes).concat(rest));
}

function withoutHmac(value: Uint8Array): Uint8Array {
  const blank = new Uint8Array(value.length);
  blank.set(value.subarray(0, AUTH.hmac - ITEM_HEADER));
  return blank;
}

function chunkBytes(chunk: RawChunk): Uint8Array {
  const bytes = new Uint8Array(itemLength(chunk));
  emitChunk(chunk, bytes, 0);
  return bytes;
}
