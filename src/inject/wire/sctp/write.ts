// SPDX-License-Identifier: GPL-2.0

import {
  type SctpCause,
  type SctpChunk,
  type SctpEntry,
  type SctpFieldValue,
  type SctpNode,
  type SctpParameter,
  sctpFieldValues,
} from "../../../dsl/ast.js";
import { unescapeString } from "../../../dsl/escape.js";
import { parseAddress } from "../address.js";
import { NO_BYTES, setU16, setU32 } from "../bytes.js";
import { payloadBytes, stringBytes } from "../contents.js";
import {
  emitChunk,
  ITEM_HEADER,
  itemLength,
  parametersToBytes,
  type RawChunk,
  type RawParameter,
} from "./items.js";
import { CAUSES, CHUNKS, type Layout, PARAMETERS, type Part } from "./layout.js";

/**
 * A chunk as bytes. The inverse of readChunk(). Lengths of the node are kept even where they are
 * wrong; bytes that are left open are zeros as far as there is a length.
 * @param data the payload of a DATA or I_DATA chunk; what it says itself, or zeros, if absent
 */
export function writeChunk(chunk: SctpChunk, data?: Uint8Array): RawChunk {
  const layout = CHUNKS.of(chunk.type);
  const chunkType = layout.entry.code ?? ("chunkType" in chunk ? number(chunk.chunkType) : 0);
  const flags = number(chunk.flags ?? 0);
  return { chunkType, flags, ...item(chunk, layout, data) };
}

export function writeParameter(parameter: SctpParameter): RawParameter {
  const layout = PARAMETERS.of(parameter.type);
  const given = "parameterType" in parameter ? number(parameter.parameterType) : 0;
  return { code: layout.entry.code ?? given, ...item(parameter, layout) };
}

export function writeCause(cause: SctpCause): RawParameter {
  const layout = CAUSES.of(cause.type);
  const given = "causeCode" in cause ? number(cause.causeCode) : 0;
  return { code: layout.entry.code ?? given, ...item(cause, layout) };
}

function number(value: number | "any"): number {
  return value === "any" ? 0 : value;
}

function item(node: SctpNode, layout: Layout, data?: Uint8Array): Pick<RawChunk, "value" | "length"> {
  const fixed = concat(layout.parts.map((part) => partBytes(part, node, layout.entry)));
  const isOpen = ("value" in node && node.value === "any") || ("info" in node && node.info === "any");
  const hasData = isOpen || layout.parts.some(({ type }) => type === "data");
  const length = "length" in node ? node.length : "any";
  const implied = length === "any" ? 0 : Math.max(0, length - ITEM_HEADER - fixed.length);
  const value = hasData ? concat([fixed, data ?? payloadOf(node, implied)]) : fixed;
  return { value, ...(length !== "any" && length !== ITEM_HEADER + value.length && { length }) };
}

/** @param length as far as there is one: a string has its own */
function payloadOf(node: SctpNode, length: number): Uint8Array {
  const contents = "contents" in node && node.contents !== "any" ? node.contents : undefined;
  const isLonger = contents !== undefined && contents.type !== "pattern" && length === 0;
  return isLonger ? stringBytes(contents) : payloadBytes(contents, length);
}

function partBytes(part: Part, node: SctpNode, entry: SctpEntry): Uint8Array {
  const fieldOf = (property: string): SctpFieldValue | undefined =>
    sctpFieldValues(node, entry).find((field) => field.property === property);
  switch (part.type) {
    case "field":
      return valueBytes(fieldOf(part.property));
    case "zeros":
      return new Uint8Array(part.bytes);
    case "count": {
      const list = fieldOf(part.property)?.value;
      return numbers([Array.isArray(list) ? list.length : 0], part.bits);
    }
    case "data":
      return NO_BYTES;
  }
}

function valueBytes(part: SctpFieldValue | undefined): Uint8Array {
  if (!part) return NO_BYTES;
  const { kind, field, value } = part;
  if (value === "any") return kind === "number" ? numbers([0], field.bits) : NO_BYTES;
  switch (part.kind) {
    case "number":
    case "flags":
      return numbers([part.value as number], field.bits);
    case "numbers":
      return numbers(part.value as readonly number[], field.bits);
    default:
      return listBytes(part);
  }
}

function listBytes(part: SctpFieldValue): Uint8Array {
  if (part.value === "any") return NO_BYTES;
  switch (part.kind) {
    case "gaps":
      return concat(part.value.map(({ start, end }) => numbers([start, end], 16)));
    case "streams":
      return concat(part.value.map(({ sid, ssn }) => numbers([sid, ssn], 16)));
    case "messages":
      return concat(
        part.value.map(({ sid, flags, mid }) => concat([numbers([sid, flags], 16), numbers([mid], 32)])),
      );
    case "address":
      return parseAddress(part.value.text) ?? NO_BYTES;
    case "text":
      return unescapeString(part.value.raw).bytes;
    case "chunk":
      return chunkBytes(writeChunk(part.value));
    case "parameter":
      return parametersToBytes([writeParameter(part.value)]);
    case "parameters":
      return parametersToBytes(part.value.map(writeParameter));
    case "causes":
      return parametersToBytes(part.value.map(writeCause));
    case "number":
    case "flags":
    case "numbers":
    case "contents":
      return NO_BYTES;
  }
}

/** A quoted chunk comes with its padding; Linux: sctp_sf_unk_chunk() in net/sctp/sm_statefuns.c. */
function chunkBytes(chunk: RawChunk): Uint8Array {
  const bytes = new Uint8Array(itemLength(chunk));
  emitChunk(chunk, bytes, 0);
  return bytes;
}

function numbers(values: readonly number[], bits: number): Uint8Array {
  const width = bits / 8;
  const bytes = new Uint8Array(width * values.length);
  for (const [i, value] of values.entries()) {
    if (width === 1) bytes[i] = value;
    else if (width === 2) setU16(bytes, 2 * i, value);
    else setU32(bytes, 4 * i, value);
  }
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
