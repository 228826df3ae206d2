// SPDX-License-Identifier: GPL-2.0

import {
  SCTP_CAUSES,
  SCTP_CHUNKS,
  SCTP_PARAMETERS,
  type SctpEntry,
  type SctpField,
  type SctpNode,
} from "../../../dsl/ast.js";

/** One part of the value of a chunk, parameter or cause, in the order of the wire. */
export type Part =
  | { readonly type: "field"; readonly property: string; readonly field: SctpField }
  /** Reserved. */
  | { readonly type: "zeros"; readonly bytes: number }
  /** How many elements a list has that follows. */
  | { readonly type: "count"; readonly property: string; readonly bits: 16 | 32 }
  /** Payload: all bytes to the end, zeros if a script gives a length alone. */
  | { readonly type: "data" };

/** What stands in the header of four bytes. */
const IN_HEADER: readonly string[] = ["flags", "length", "chunkType", "parameterType", "causeCode"];

/** What goes before a field, or at the end, that the tables of the language say nothing about. */
type Additions = Readonly<Record<string, readonly Part[]>>;

const zeros = (bytes: number): Part => ({ type: "zeros", bytes });
const count = (property: string, bits: 16 | 32 = 16): Part => ({ type: "count", property, bits });

const END = "";

const ADDITIONS: Readonly<Partial<Record<SctpNode["type"], Additions>>> = {
  DATA: { [END]: [{ type: "data" }] },
  SACK: { gaps: [count("gaps"), count("duplicates")] },
  NR_SACK: { gaps: [count("gaps"), count("nonRenegableGaps"), count("duplicates"), zeros(2)] },
  I_DATA: { mid: [zeros(2)], [END]: [{ type: "data" }] },
  ADD_OUTGOING_STREAMS: { [END]: [zeros(2)] },
  ADD_INCOMING_STREAMS: { [END]: [zeros(2)] },
  // the name ends with a zero byte; RFC 9260, section 3.3.2.1.4
  HOSTNAME_ADDRESS: { [END]: [zeros(1)] },
  INVALID_STREAM_IDENTIFIER: { [END]: [zeros(2)] },
  MISSING_MANDATORY_PARAMETER: { types: [count("types", 32)] },
};

function layoutOf(name: string, { fields }: SctpEntry): readonly Part[] {
  const additions: Additions = ADDITIONS[name as SctpNode["type"]] ?? {};
  const parts: Part[] = [];
  for (const [property, field] of Object.entries(fields)) {
    if (IN_HEADER.includes(property) || field.kind === "contents") continue;
    parts.push(...(additions[property] ?? []), { type: "field", property, field });
  }
  return [...parts, ...(additions[END] ?? [])];
}

/** A member of a family with the way it is on the wire. */
export interface Layout {
  readonly name: string;
  readonly entry: SctpEntry;
  readonly parts: readonly Part[];
}

/** A table of the language made ready for looking up by name and by number. */
export class Family {
  private readonly byName = new Map<string, Layout>();
  private readonly byCode = new Map<number, Layout>();

  constructor(table: Readonly<Record<string, SctpEntry>>) {
    for (const [name, entry] of Object.entries(table)) {
      const layout = { name, entry, parts: layoutOf(name, entry) };
      this.byName.set(name, layout);
      if (entry.code !== undefined) this.byCode.set(entry.code, layout);
    }
  }

  /** The layout of a node; every node comes from its table. */
  of(name: string): Layout {
    return this.byName.get(name) as Layout;
  }

  /** The member with a number on the wire, if it has a notation of its own. */
  withCode(code: number): Layout | undefined {
    return this.byCode.get(code);
  }
}

export const CHUNKS = new Family(SCTP_CHUNKS);
export const PARAMETERS = new Family(SCTP_PARAMETERS);
export const CAUSES = new Family(SCTP_CAUSES);
