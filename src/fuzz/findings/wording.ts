// SPDX-License-Identifier: GPL-2.0
import {
  type Contents,
  NO_SPAN,
  type Packet as ScriptPacket,
  type SctpChunk,
  type SctpHeader,
  type TcpOption,
} from "../../dsl/ast.js";
import { escapeBytes } from "../../dsl/escape.js";
import type { SctpAssociation } from "../../inject/mapping/sctp/association.js";
import { briefChunk } from "../../inject/to-ast/sctp.js";
import { contentsToAst } from "../../inject/wire/contents.js";
import type { Packet } from "../../inject/wire/packet.js";
import { patternStart } from "../../inject/wire/pattern.js";
import { readChunk } from "../../inject/wire/sctp/read.js";
import { writeChunk } from "../../inject/wire/sctp/write.js";

/** What a script says instead of what has happened, where that was wrong. */
export interface RightResult {
  /** Of a call. */
  readonly ret?: number;
  /** Of a buffer that is filled, or of a packet. */
  readonly contents?: Contents;
}

/** The packet with any options. */
export function withoutOptions(packet: ScriptPacket): ScriptPacket {
  const last = packet.headers.at(-1);
  if (last?.type !== "tcp" && last?.type !== "dccp") return packet;
  if (last.options?.length === 0) return packet;
  const { options: _, ...rest } = last;
  return { ...packet, headers: [...packet.headers.slice(0, -1), rest] };
}

/**
 * The packet without what follows from the state of its connection: tags, cookies, HMACs, tokens,
 * checksums of data.
 * @param association  what is known of one of SCTP when the packet is injected; all of it fits if absent
 */
export function withNatural(packet: ScriptPacket, association?: SctpAssociation): ScriptPacket {
  const last = packet.headers.at(-1);
  if (last?.type === "sctp") {
    const header = naturalSctp(last, association);
    return { ...packet, headers: [...packet.headers.slice(0, -1), header] };
  }
  if (last?.type !== "tcp" || !last.options) return packet;
  const isSent = packet.direction === "outbound";
  const options = last.options.map(naturalOption).map((option) => (isSent ? withoutNonce(option) : option));
  return { ...packet, headers: [...packet.headers.slice(0, -1), { ...last, options }] };
}

function naturalSctp(header: SctpHeader, association: SctpAssociation | undefined): SctpHeader {
  const { tag: _, ...rest } = header;
  const chunks = header.chunks.map((chunk) =>
    chunk.type === "bytes" ? chunk : naturalChunk(chunk, association),
  );
  // The tag of an INIT is 0, and that of a COOKIE ECHO goes with the cookie.
  const isUsual = chunks.some(
    (chunk) => chunk.type === "INIT" || (chunk.type === "COOKIE_ECHO" && chunk.value === "any"),
  );
  return { ...(isUsual ? rest : header), chunks };
}

function naturalChunk(chunk: SctpChunk, association: SctpAssociation | undefined): SctpChunk {
  const { cookie, heartbeat } = association ?? {};
  switch (chunk.type) {
    case "AUTH":
      return { ...chunk, hmac: "any" };
    case "COOKIE_ECHO":
      return association && !isSame(chunk.value, cookie) ? chunk : briefChunk(chunk);
    case "HEARTBEAT_ACK": {
      const [info] = chunk.parameters === "any" ? [] : chunk.parameters;
      const isOurs = info?.type === "HEARTBEAT_INFORMATION" && isSame(info.value, heartbeat);
      return association && !isOurs ? chunk : briefChunk(chunk);
    }
    default:
      return association ? chunk : briefChunk(chunk);
  }
}

function isSame(value: "any" | readonly number[], bytes: Uint8Array | undefined): boolean {
  return value !== "any" && bytes !== undefined && Buffer.compare(Uint8Array.from(value), bytes) === 0;
}

/** The kernel draws it. */
function withoutNonce(option: TcpOption): TcpOption {
  if (option.type !== "mp_join_syn" && option.type !== "mp_join_syn_ack") return option;
  const { random: _, ...rest } = option;
  return rest;
}

function naturalOption(option: TcpOption): TcpOption {
  switch (option.type) {
    case "mp_join_syn":
      return { ...option, token: "auto" };
    case "mp_join_syn_ack":
    case "mp_join_ack":
      return { ...option, hmac: "auto" };
    case "dss":
      return typeof option.checksum === "number" ? { ...option, checksum: "auto" } : option;
    case "add_address":
      return option.hmac === undefined ? option : { ...option, hmac: "auto" };
    default:
      return option;
  }
}

/** The packet with what this one carries, or zeros. */
export function withContents(packet: ScriptPacket, live: Packet | undefined): ScriptPacket {
  const { contents: _, ...rest } = packet;
  const last = packet.headers.at(-1);
  if (last?.type === "sctp")
    return { ...rest, headers: [...packet.headers.slice(0, -1), sctpWithContents(last, live)] };
  const hasPayload = last?.type !== "icmp" && !(last?.type === "tcp" && last.resetReason);
  const contents = live && hasPayload ? exactContents(live.payload) : undefined;
  return { ...rest, ...(contents && { contents }) };
}

function sctpWithContents(header: SctpHeader, live: Packet | undefined): SctpHeader {
  const last = live?.headers.at(-1);
  const raw = last?.type === "sctp" ? last.chunks : [];
  return {
    ...header,
    chunks: header.chunks.map((chunk, index) => {
      if (chunk.type !== "DATA" && chunk.type !== "I_DATA") return chunk;
      const { contents: _, ...rest } = chunk;
      const own = raw[index];
      const contents = own && exactContents(readChunk(own).data);
      return (contents ? { ...rest, contents } : rest) as SctpChunk;
    }),
  };
}

/** All of the bytes; undefined for zeros. */
export function exactContents(bytes: Uint8Array): Contents | undefined {
  const told = contentsToAst(bytes);
  if (told === undefined || told.type === "pattern") return told;
  const start = patternStart(bytes);
  if (start !== undefined) return { type: "pattern", span: NO_SPAN, start };
  return { type: "string", span: NO_SPAN, raw: escapeBytes(bytes), open: false };
}

/** A packet as it would be if all that is carried were zeros. */
export function zeroed({ headers, payload, ...rest }: Packet): Packet {
  const last = headers.at(-1);
  if (last?.type === "icmpv4" || last?.type === "icmpv6") return { headers, payload, ...rest };
  if (last?.type !== "sctp") return { headers, payload: new Uint8Array(payload.length), ...rest };
  const chunks = last.chunks.map((raw) => {
    const { node, data } = readChunk(raw);
    return data.length === 0 ? raw : writeChunk(node, new Uint8Array(data.length));
  });
  return { headers: [...headers.slice(0, -1), { ...last, chunks }], payload, ...rest };
}
