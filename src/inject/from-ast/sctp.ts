// SPDX-License-Identifier: GPL-2.0

import type { SctpHeader as ScriptHeader, SctpChunk, SctpParameter } from "../../dsl/ast.js";
import type { Connection } from "../mapping/connection.js";
import type { SctpAssociation } from "../mapping/sctp/association.js";
import { hmacBytes } from "../mapping/sctp/authentication.js";
import { withTsns } from "../mapping/sctp/numbers.js";
import { writtenPorts } from "../mapping/sctp/path.js";
import { PacketError } from "../packet-error.js";
import { AUTH } from "../wire/sctp/authentication.js";
import { emitSctp, type SctpHeader, sctpChecksum, sctpLength } from "../wire/sctp/header.js";
import { emitChunk, itemLength, parseChunks } from "../wire/sctp/items.js";
import { writeChunk } from "../wire/sctp/write.js";
import { wirePorts } from "./ports.js";

export interface SctpPacket {
  readonly header: SctpHeader;
  /** What is no whole chunk. */
  readonly payload: Uint8Array;
}

/**
 * The SCTP packet to inject. What it leaves open is what the kernel wants to have back (a cookie,
 * the information of a heartbeat), or zeros.
 * @throws PacketError missing-field, out-of-range
 */
export function sctpFromAst(header: ScriptHeader, connection: Connection): SctpPacket {
  const { sctp: association } = connection;
  const bytes = chunkBytes(header, association);
  const chunks = parseChunks(bytes, 0, bytes.length);
  const whole = chunks.reduce((sum, chunk) => sum + itemLength(chunk), 0);
  const payload = bytes.subarray(whole);
  const packet: SctpHeader = {
    type: "sctp",
    ...wirePorts({ span: header.span, ...writtenPorts(header) }, connection, header.span),
    verificationTag: association.verificationTag(header),
    chunks,
  };
  return { header: { ...packet, ...checksum(header, packet, payload) }, payload };
}

function checksum(
  { checksum: kind }: ScriptHeader,
  packet: SctpHeader,
  payload: Uint8Array,
): Pick<SctpHeader, "checksum"> {
  if (kind === "zero") return { checksum: 0 };
  if (kind !== "bad") return {};
  const bytes = new Uint8Array(sctpLength(packet) + payload.length);
  emitSctp(packet, bytes, 0);
  bytes.set(payload, sctpLength(packet));
  return { checksum: ~sctpChecksum(bytes, 0, bytes.length) >>> 0 };
}

function chunkBytes(header: ScriptHeader, association: SctpAssociation): Uint8Array {
  const parts = header.chunks.map((chunk): Uint8Array => {
    if (chunk.type === "bytes") return Uint8Array.from(chunk.bytes);
    const live = withTsns(closed(chunk, association), "receiver", (tsn) => association.liveTsn(tsn));
    const raw = writeChunk(live);
    const bytes = new Uint8Array(itemLength(raw));
    emitChunk(raw, bytes, 0);
    return bytes;
  });
  // an AUTH chunk covers those behind it
  for (const [i, chunk] of [...header.chunks.entries()].toReversed())
    if (chunk.type === "AUTH" && chunk.hmac === "any")
      parts[i]?.set(hmac(chunk, Buffer.concat(parts.slice(i)), association), AUTH.hmac);
  return Buffer.concat(parts);
}

type AuthChunk = Extract<SctpChunk, { type: "AUTH" }>;

/** @param bytes the chunk, with zeros for its HMAC, and all that follows */
function hmac(
  { keyId, hmacId, span }: AuthChunk,
  bytes: Uint8Array,
  association: SctpAssociation,
): Uint8Array {
  const right = keyId === "any" || hmacId === "any" ? undefined : association.hmac(keyId, hmacId, bytes);
  if (right) return right;
  throw new PacketError(
    "missing-field",
    span,
    "the key and the algorithm of this AUTH chunk are not both known: give the bytes of its hmac",
  );
}

/** The chunk with what the kernel has given out in the places that are left open for it. */
function closed(chunk: SctpChunk, { cookie, heartbeat }: SctpAssociation): SctpChunk {
  if (chunk.type === "AUTH" && chunk.hmac === "any" && chunk.hmacId !== "any")
    return { ...chunk, hmac: new Array<number>(hmacBytes(chunk.hmacId) ?? 0).fill(0) };
  if (chunk.type === "COOKIE_ECHO" && chunk.value === "any") {
    if (cookie) return { ...chunk, length: "any", value: [...cookie] };
    if (chunk.length !== "any") return chunk;
    throw new PacketError(
      "missing-field",
      chunk.span,
      "the kernel has not sent a state cookie yet: give the bytes of this one",
    );
  }
  if (chunk.type !== "HEARTBEAT_ACK" || chunk.parameters === "any" || !heartbeat) return chunk;
  const parameters = chunk.parameters.map((parameter): SctpParameter => {
    if (parameter.type !== "HEARTBEAT_INFORMATION" || parameter.value !== "any") return parameter;
    return { ...parameter, length: "any", value: [...heartbeat] };
  });
  return { ...chunk, parameters };
}
