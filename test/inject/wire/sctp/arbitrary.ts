// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import {
  NO_SPAN,
  SCTP_CAUSES,
  SCTP_CHUNKS,
  SCTP_PARAMETERS,
  type SctpCause,
  type SctpChunk,
  type SctpEntry,
  type SctpField,
  type SctpParameter,
} from "../../../../src/dsl/ast.js";
import { formatAddress } from "../../../../src/inject/wire/address.js";
import { writeCause, writeChunk, writeParameter } from "../../../../src/inject/wire/sctp/write.js";
import { bytesOf, u8, u16, u32 } from "../arbitrary.js";

/** Nodes of the tables with values for all their fields: as they come from the wire. */

const span = NO_SPAN;
const INTEGERS = { 8: u8, 16: u16, 32: u32 } as const;

function integer(bits: number): fc.Arbitrary<number> {
  return bits === 8 || bits === 16 || bits === 32 ? INTEGERS[bits] : u32;
}

/** Plain bytes that need no escapes and hold no zero at the end. */
const text = fc.stringMatching(/^[a-z ]{0,9}$/).map((raw) => ({ type: "text", span, raw }));

/** Payloads are none of the fields of a chunk that was read. */
type ReadField = SctpField<Exclude<SctpField["kind"], "contents">>;

function value(name: string, field: ReadField, depth: number): fc.Arbitrary<unknown> {
  const list = (one: fc.Arbitrary<unknown>) => fc.array(one, { maxLength: 3 });
  switch (field.kind) {
    case "number":
    case "flags":
      return integer(field.bits);
    case "numbers":
      return fc.array(integer(field.bits), { maxLength: 9 });
    case "gaps":
      return list(fc.record({ type: fc.constant("gap"), span: fc.constant(span), start: u16, end: u16 }));
    case "streams":
      return list(fc.record({ type: fc.constant("stream"), span: fc.constant(span), sid: u16, ssn: u16 }));
    case "messages":
      return list(
        fc.record({ type: fc.constant("message"), span: fc.constant(span), sid: u16, flags: u16, mid: u32 }),
      );
    case "address":
      return bytesOf(name === "IPV4_ADDRESS" ? 4 : 16).map((bytes) => ({
        type: "address",
        span,
        text: formatAddress(bytes),
      }));
    case "text":
      return text;
    case "chunk":
      return chunks(depth - 1);
    case "parameter":
      return parameters(depth - 1);
    case "parameters":
      return list(parameters(depth - 1));
    case "causes":
      return list(causes(depth - 1));
  }
}

function isRead(field: SctpField): field is ReadField {
  return field.kind !== "contents";
}

function node(name: string, { fields }: SctpEntry, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const members: Record<string, fc.Arbitrary<unknown>> = {
    type: fc.constant(name),
    span: fc.constant(span),
  };
  for (const [property, field] of Object.entries(fields))
    if (isRead(field)) members[property] = value(name, field, depth);
  return fc.record(members);
}

/** What has deeper members is left out at the bottom. */
function members(table: Readonly<Record<string, SctpEntry>>, depth: number) {
  const isDeep = ({ fields }: SctpEntry): boolean =>
    Object.values(fields).some(({ kind }) => ["chunk", "parameter", "parameters", "causes"].includes(kind));
  const names = Object.entries(table).filter(([, entry]) => depth > 0 || !isDeep(entry));
  return fc.oneof(...names.map(([name, entry]) => node(name, entry, depth)));
}

/** The types that stand for what has no notation of its own; their numbers must be unknown ones. */
const UNKNOWN_TYPE = 0x3f;
const UNKNOWN_CODE = 0x3fff;

export function chunks(depth: number): fc.Arbitrary<SctpChunk> {
  return members(SCTP_CHUNKS, depth).map((fields) => {
    const flags = Number(fields.flags);
    const chunk = { ...fields, ...(fields.type === "CHUNK" && { chunkType: UNKNOWN_TYPE }) } as SctpChunk;
    if (chunk.type === "I_DATA") {
      const { ppid, fsn, ...rest } = chunk;
      return withLength({ ...rest, ...((flags & 2) === 0 ? { fsn: fsn ?? 0 } : { ppid: ppid ?? 0 }) }, 20);
    }
    if (chunk.type === "DATA") return withLength(chunk, 16);
    if ((chunk.type === "FORWARD_TSN" || chunk.type === "I_FORWARD_TSN") && flags === 0) {
      const { flags: _, ...rest } = chunk;
      return rest;
    }
    return "length" in chunk
      ? { ...chunk, length: 4 + writeChunk({ ...chunk, length: "any" }).value.length }
      : chunk;
  });
}

function withLength<T extends { length: unknown }>(chunk: T, fixed: number): T {
  return { ...chunk, length: fixed + (Number(chunk.length) % 64) };
}

export function parameters(depth: number): fc.Arbitrary<SctpParameter> {
  return members(SCTP_PARAMETERS, depth)
    .filter(({ type }) => type !== "RECONFIG_REQUEST_GENERIC")
    .map((fields) => {
      const isGeneric = fields.type === "PARAMETER";
      const parameter = { ...fields, ...(isGeneric && { parameterType: UNKNOWN_CODE }) } as SctpParameter;
      if ("sids" in parameter && Array.isArray(parameter.sids) && parameter.sids.length === 0) {
        const { sids: _, ...rest } = parameter;
        return rest;
      }
      if (!("length" in parameter)) return parameter;
      return { ...parameter, length: 4 + writeParameter({ ...parameter, length: "any" }).value.length };
    });
}

export function causes(depth: number): fc.Arbitrary<SctpCause> {
  return members(SCTP_CAUSES, depth).map((fields) => {
    const cause = { ...fields, ...(fields.type === "CAUSE" && { causeCode: UNKNOWN_CODE }) } as SctpCause;
    if (!("length" in cause)) return cause;
    return { ...cause, length: 4 + writeCause({ ...cause, length: "any" }).value.length };
  });
}
