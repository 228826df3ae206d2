// SPDX-License-Identifier: GPL-2.0

import { SCTP_CHUNK_TYPES, type Packet as ScriptPacket } from "../../dsl/ast.js";
import type { SctpAssociation } from "../mapping/sctp/association.js";
import { equalBytes, getU16 } from "../wire/bytes.js";
import type { Packet } from "../wire/packet.js";
import { AUTH, signedBytes } from "../wire/sctp/authentication.js";
import { ITEM_HEADER } from "../wire/sctp/items.js";
import type { FieldDifference } from "./difference.js";
import { chunkPath } from "./sctp.js";

/**
 * Compares the HMACs that the script leaves open with the right ones, as far as the keys are known.
 * @param live as on the wire: TSNs are authenticated as well
 */
export function matchAuthentication(
  expected: ScriptPacket,
  live: Packet,
  association: SctpAssociation,
): readonly FieldDifference[] {
  const [wanted, actual] = [expected.headers.at(-1), live.headers.at(-1)];
  if (wanted?.type !== "sctp" || actual?.type !== "sctp") return [];
  return actual.chunks.flatMap(({ chunkType, value }, i) => {
    const chunk = wanted.chunks[i];
    const isOpen = chunk?.type === "AUTH" && chunk.hmac === "any";
    if (!isOpen || chunkType !== SCTP_CHUNK_TYPES.AUTH || value.length < AUTH.hmac - ITEM_HEADER) return [];
    const keyId = getU16(value, AUTH.keyId - ITEM_HEADER);
    const hmacId = getU16(value, AUTH.hmacId - ITEM_HEADER);
    const right = association.hmac(keyId, hmacId, signedBytes(actual.chunks.slice(i), live.payload));
    const hmac = value.subarray(AUTH.hmac - ITEM_HEADER);
    if (!right || equalBytes(right, hmac)) return [];
    return [{ field: `${chunkPath(wanted, i)}.AUTH.hmac`, expected: hex(right), actual: hex(hmac) }];
  });
}

function hex(bytes: Uint8Array): string {
  return bytes.length === 0 ? "none" : Buffer.from(bytes).toString("hex");
}
