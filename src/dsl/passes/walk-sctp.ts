// SPDX-License-Identifier: GPL-2.0
import {
  SCTP_CAUSES,
  SCTP_CHUNKS,
  SCTP_PARAMETERS,
  type SctpCause,
  type SctpChunk,
  type SctpEntry,
  type SctpFieldValue,
  type SctpHeader,
  type SctpNode,
  type SctpParameter,
  sctpFieldValues,
} from "../ast.js";

export interface SctpPlace {
  readonly node: SctpNode;
  /** The fields of the node that are there. */
  readonly parts: readonly SctpFieldValue[];
  /** The chunk that the node is, or is a part of: never one that is quoted in a cause. */
  readonly chunk: SctpChunk;
  /** Whether the node is inside of an error cause, which quotes what another packet had. */
  readonly quoted: boolean;
}

/** The chunks of a packet with all their parameters and causes, outermost first; made once for each. */
export function sctpNodes(header: SctpHeader): readonly SctpPlace[] {
  const known = nodesOf.get(header);
  if (known) return known;
  const found: SctpPlace[] = [];
  for (const chunk of header.chunks) if (chunk.type !== "bytes") addChunk(chunk, chunk, false, found);
  nodesOf.set(header, found);
  return found;
}

const nodesOf = new WeakMap<SctpHeader, readonly SctpPlace[]>();

function addChunk(node: SctpChunk, chunk: SctpChunk, quoted: boolean, found: SctpPlace[]): void {
  add(node, SCTP_CHUNKS[node.type], chunk, quoted, found);
}

function addParameter(node: SctpParameter, chunk: SctpChunk, quoted: boolean, found: SctpPlace[]): void {
  add(node, SCTP_PARAMETERS[node.type], chunk, quoted, found);
}

function addCause(node: SctpCause, chunk: SctpChunk, found: SctpPlace[]): void {
  add(node, SCTP_CAUSES[node.type], chunk, true, found);
}

function add(node: SctpNode, entry: SctpEntry, chunk: SctpChunk, quoted: boolean, found: SctpPlace[]): void {
  const parts = sctpFieldValues(node, entry);
  found.push({ node, parts, chunk, quoted });
  for (const part of parts) {
    if (part.value === "any") continue;
    if (part.kind === "chunk") addChunk(part.value, chunk, true, found);
    else if (part.kind === "parameter") addParameter(part.value, chunk, quoted, found);
    else if (part.kind === "parameters")
      for (const one of part.value) addParameter(one, chunk, quoted || isQuote(node), found);
    else if (part.kind === "causes") for (const one of part.value) addCause(one, chunk, found);
  }
}

function isQuote({ type }: SctpNode): boolean {
  return type === "UNRECOGNIZED_PARAMETER";
}
