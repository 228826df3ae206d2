// SPDX-License-Identifier: GPL-2.0

import {
  NO_SPAN,
  type SctpCause,
  type SctpChunk,
  type SctpParameter,
  type SctpValues,
} from "../../../dsl/ast.js";
import { escapeBytes } from "../../../dsl/escape.js";
import { formatAddress, IPV4_BYTES, IPV6_BYTES } from "../address.js";
import { getU8, getU16, getU32, NO_BYTES } from "../bytes.js";
import { ITEM_HEADER, parseChunks, parseParameters, type RawChunk, type RawParameter } from "./items.js";
import { CAUSES, CHUNKS, type Layout, PARAMETERS, type Part } from "./layout.js";

/** A chunk in the words of scripts, and the payload behind its fields. */
export interface ChunkView {
  readonly node: SctpChunk;
  readonly data: Uint8Array;
}

/**
 * What a chunk says. One of an unknown type, and one whose value is not what its type wants, is a
 * CHUNK, whose value is nothing but bytes.
 */
export function readChunk(chunk: RawChunk): ChunkView {
  const known = views.get(chunk);
  if (known !== undefined) return known;
  const view = viewOf(chunk);
  views.set(chunk, view);
  return view;
}

/** A packet is looked at by the mapping, the matching and the report, and does not change. */
const views = new WeakMap<RawChunk, ChunkView>();

function viewOf(chunk: RawChunk): ChunkView {
  const layout = CHUNKS.withCode(chunk.chunkType);
  const isWhole = chunk.length === undefined && chunk.padding === undefined;
  const reader = layout && isWhole ? new Reader(chunk.value, layout, chunk.flags) : undefined;
  const values = reader?.read();
  if (!layout || !reader || !values) return { node: genericChunk(chunk), data: NO_BYTES };
  // FORWARD_TSN is the one that may leave its flags out
  const { flags } = layout.entry.fields;
  const said = chunk.flags !== 0 || !flags?.optional ? { flags: chunk.flags } : {};
  const length = "length" in layout.entry.fields ? { length: ITEM_HEADER + chunk.value.length } : {};
  const node = { type: layout.name, span: NO_SPAN, ...said, ...length, ...values } as SctpChunk;
  return { node, data: reader.data };
}

/** The same chunk with nothing but bytes in it. */
export function genericChunk({ chunkType, flags, value, length }: RawChunk): SctpChunk {
  return {
    type: "CHUNK",
    span: NO_SPAN,
    chunkType,
    flags,
    length: length ?? ITEM_HEADER + value.length,
    value: [...value],
  };
}

export function readParameter(parameter: RawParameter): SctpParameter {
  return (
    readItem<SctpParameter>(parameter, PARAMETERS.withCode(parameter.code)) ?? genericParameter(parameter)
  );
}

export function genericParameter({ code, value, length }: RawParameter): SctpParameter {
  return {
    type: "PARAMETER",
    span: NO_SPAN,
    parameterType: code,
    length: length ?? ITEM_HEADER + value.length,
    value: [...value],
  };
}

export function readCause(cause: RawParameter): SctpCause {
  return readItem<SctpCause>(cause, CAUSES.withCode(cause.code)) ?? genericCause(cause);
}

export function genericCause({ code, value, length }: RawParameter): SctpCause {
  return {
    type: "CAUSE",
    span: NO_SPAN,
    causeCode: code,
    length: length ?? ITEM_HEADER + value.length,
    info: [...value],
  };
}

/** One of `T`, whose fields are as the table has them: that is what makes it one. */
function readItem<T extends object>(item: RawParameter, layout: Layout | undefined): T | undefined {
  const values = layout && new Reader(item.value, layout, 0).read();
  if (!layout || !values) return undefined;
  const length = "length" in layout.entry.fields ? { length: ITEM_HEADER + item.value.length } : {};
  return { type: layout.name, span: NO_SPAN, ...length, ...values } as T;
}

/** The bit of I_DATA that says which of two fields the last one is; RFC 8260, section 2.1. */
const FIRST_FRAGMENT = 2;

type Value = SctpValues[keyof SctpValues];

/** The way through one value. Takes nothing that would be written otherwise. */
class Reader {
  data = NO_BYTES;
  private at = 0;
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly bytes: Uint8Array,
    private readonly layout: Layout,
    private readonly flags: number,
  ) {}

  /** The fields by property; undefined if the value has another form. */
  read(): Readonly<Record<string, Value>> | undefined {
    const values: Record<string, Value> = {};
    for (const [i, part] of this.layout.parts.entries()) {
      const behind = this.layout.parts.slice(i + 1);
      if (part.type === "field") {
        if (this.isAbsent(part)) continue;
        const value = this.value(part, behind);
        if (value === undefined) return undefined;
        values[part.property] = value;
      } else if (!this.skip(part)) return undefined;
    }
    return this.rest === 0 ? values : undefined;
  }

  private get rest(): number {
    return this.bytes.length - this.at;
  }

  private isAbsent({ property, field }: Extract<Part, { type: "field" }>): boolean {
    if (!field.optional) return false;
    if (property === "ppid") return (this.flags & FIRST_FRAGMENT) === 0;
    if (property === "fsn") return (this.flags & FIRST_FRAGMENT) !== 0;
    return this.rest === 0;
  }

  private skip(part: Exclude<Part, { type: "field" }>): boolean {
    switch (part.type) {
      case "data":
        this.data = this.take(this.rest) ?? NO_BYTES;
        return true;
      case "zeros":
        return this.take(part.bytes)?.every((byte) => byte === 0) ?? false;
      case "count": {
        const count = this.number(part.bits);
        if (count !== undefined) this.counts.set(part.property, count);
        return count !== undefined;
      }
    }
  }

  private value(
    { property, field }: Extract<Part, { type: "field" }>,
    behind: readonly Part[],
  ): Value | undefined {
    const list = <T>(width: number, one: () => T | undefined): readonly T[] | undefined =>
      this.list(property, width, one);
    switch (field.kind) {
      case "number":
      case "flags":
        return this.number(field.bits);
      case "numbers":
        return list(field.bits / 8, () => this.number(field.bits));
      case "gaps":
        return list(4, () => node("gap", { start: this.number(16) ?? 0, end: this.number(16) ?? 0 }));
      case "streams":
        return list(4, () => node("stream", { sid: this.number(16) ?? 0, ssn: this.number(16) ?? 0 }));
      case "messages":
        return list(8, () => {
          const [sid = 0, flags = 0, mid = 0] = [this.number(16), this.number(16), this.number(32)];
          return node("message", { sid, flags, mid });
        });
      case "address":
        return this.address();
      case "text": {
        const reserved = behind.reduce((sum, part) => sum + (part.type === "zeros" ? part.bytes : 0), 0);
        const bytes = this.take(this.rest - reserved);
        return bytes && node("text", { raw: escapeBytes(bytes) });
      }
      // the layout has it as data
      case "contents":
        return undefined;
      case "chunk":
        return this.chunk();
      case "parameter": {
        const [only, ...others] = this.items() ?? [];
        return only && others.length === 0 ? readParameter(only) : undefined;
      }
      case "parameters":
        return this.items()?.map(readParameter);
      case "causes":
        return this.items()?.map(readCause);
    }
  }

  private take(length: number): Uint8Array | undefined {
    if (length < 0 || length > this.rest) return undefined;
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  private number(bits: number): number | undefined {
    const at = this.at;
    if (!this.take(bits / 8)) return undefined;
    if (bits === 8) return getU8(this.bytes, at);
    return bits === 16 ? getU16(this.bytes, at) : getU32(this.bytes, at);
  }

  /** As many elements as were announced, or as there are. */
  private list<T>(property: string, width: number, one: () => T | undefined): readonly T[] | undefined {
    const count = this.counts.get(property) ?? this.rest / width;
    if (!Number.isInteger(count) || count * width > this.rest) return undefined;
    const elements: T[] = [];
    for (let i = 0; i < count; i++) {
      const element = one();
      if (element !== undefined) elements.push(element);
    }
    return elements;
  }

  private address(): SctpValues["address"] | undefined {
    const length = this.layout.name === "IPV4_ADDRESS" ? IPV4_BYTES : IPV6_BYTES;
    const bytes = this.rest === length ? this.take(length) : undefined;
    return bytes && node("address", { text: formatAddress(bytes) });
  }

  private chunk(): SctpChunk | undefined {
    const bytes = this.take(this.rest) ?? NO_BYTES;
    const [only, ...others] = parseChunks(bytes, 0, bytes.length);
    if (!only || others.length > 0 || only.padding) return undefined;
    const view = readChunk(only);
    // a payload that is not zeros is among the bytes
    return view.data.every((byte) => byte === 0) ? view.node : genericChunk(only);
  }

  /** Parameters or causes up to the end, the last one without padding. */
  private items(): readonly RawParameter[] | undefined {
    const items = parseParameters(this.take(this.rest) ?? NO_BYTES);
    return items?.every(({ padding, value }, i) => {
      const isLast = i === items.length - 1;
      return isLast ? value.length % 4 === 0 || padding?.length === 0 : !padding;
    })
      ? items.map(({ code, value }) => ({ code, value }))
      : undefined;
  }
}

function node<T extends string, F extends object>(type: T, fields: F) {
  return { type, span: NO_SPAN, ...fields };
}
