// SPDX-License-Identifier: GPL-2.0
import {
  SCTP_CAUSES,
  SCTP_CHUNKS,
  SCTP_PARAMETERS,
  type SctpChunk,
  type SctpEntry,
  type SctpFieldValue,
  type SctpHeader,
  type SctpNode,
  type SymbolRef,
  sctpFieldValues,
} from "../ast.js";
import type { Binder } from "./binder.js";
import { bindContents } from "./contents.js";
import { bindEndpoints } from "./endpoint.js";
import { bindPorts } from "./tcp.js";

type S = SymbolRef;

export function bindSctp(binder: Binder, header: SctpHeader<S>): SctpHeader {
  const { ports, endpoints, checksum, tag, chunks } = header;
  return {
    type: "sctp",
    span: header.span,
    ...(ports && { ports: bindPorts(binder, ports) }),
    ...(endpoints && { endpoints: bindEndpoints(binder, endpoints) }),
    ...(checksum && { checksum }),
    ...(tag !== undefined && { tag: binder.num(tag) }),
    chunks: chunks.map((chunk) =>
      chunk.type === "bytes"
        ? { ...chunk, bytes: chunk.bytes.map((byte) => binder.num(byte)) }
        : bindChunk(binder, chunk),
    ),
  };
}

function bindChunk(binder: Binder, chunk: SctpChunk<S>): SctpChunk {
  return bindNode<SctpChunk>(binder, chunk, SCTP_CHUNKS[chunk.type]);
}

/** The same node with values for the names; that makes it `T`, as its table says. */
function bindNode<T extends SctpNode>(binder: Binder, node: SctpNode<S>, entry: SctpEntry): T {
  const values: Record<string, unknown> = {};
  for (const part of sctpFieldValues(node, entry)) values[part.property] = bindValue(binder, part);
  return { ...node, ...values } as T;
}

function bindValue(binder: Binder, part: SctpFieldValue<S>): unknown {
  if (part.value === "any") return part.value;
  switch (part.kind) {
    case "number":
    case "flags":
      return binder.num(part.value);
    case "numbers":
      return part.value.map((value) => binder.num(value));
    case "gaps":
      return part.value.map((gap) => ({ ...gap, start: binder.num(gap.start), end: binder.num(gap.end) }));
    case "streams":
      return part.value.map((one) => ({ ...one, sid: binder.num(one.sid), ssn: binder.num(one.ssn) }));
    case "messages":
      return part.value.map((one) => {
        const [sid, flags, mid] = [one.sid, one.flags, one.mid].map((value) => binder.num(value));
        return { ...one, sid, flags, mid };
      });
    case "address":
    case "text":
      return part.value;
    case "contents":
      return bindContents(binder, part.value);
    case "chunk":
      return bindChunk(binder, part.value);
    case "parameter":
      return bindNode(binder, part.value, SCTP_PARAMETERS[part.value.type]);
    case "parameters":
      return part.value.map((one) => bindNode(binder, one, SCTP_PARAMETERS[one.type]));
    case "causes":
      return part.value.map((one) => bindNode(binder, one, SCTP_CAUSES[one.type]));
  }
}
