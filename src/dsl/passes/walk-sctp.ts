// SPDX-License-Identifier: GPL-2.0
import {
  SCTP_CAUSES,
  SCTP_CHUNKS,
  SCTP_PARAMETERS,
  type SctpCause,
  type SctpChunk,
  type SctpEntry,
  type SctpHeader,
  type SctpNode,
  type SctpParameter,
  sctpFieldValues,
} from "../ast.js";

export interface SctpPlace {
  readonly node: SctpNode;
  readonly entry: SctpEntry;
  /** The chunk that the node is, or is a part of: never one that is quoted in a cause. */
  readonly chunk: SctpChunk;
  /** Whether the node is inside of an error cause, which quotes what another packet had. */
  readonly quoted: boolean;
}

/** The chunks of a packet with all their parameters and causes, outermost first. */
export function sctpNodes(header: SctpHeader): readonly SctpPlace[] {
  const found: SctpPlace[] = [];
  for (const chunk of header.chunks) if (chunk.type !== "bytes") addChunk(chunk, chunk, false, found);
  return found;
}

function addChunk(node: SctpChunk, chunk: SctpChunk, quoted: boolean, found: SctpPlace[]): void {
  add({ node, entry: SCTP_CHUNKS[node.type], chunk, quoted }, found);
}

function addParameter(node: SctpParameter, chunk: SctpChunk, quoted: boolean, found: SctpPlace[]): void {
  add({ node, entry: SCTP_PARAMETERS[node.type], chunk, quoted }, found);
}

function addCause(node: SctpCause, chunk: SctpChunk, found: SctpPlace[]): void {
  add({ node, entry: SCTP_CAUSES[node.type], chunk, quoted: true }, found);
}

function add(place: SctpPlace, found: SctpPlace[]): void {
  const { node, entry, chunk, quoted } = place;
  found.push(place);
  for (const part of sctpFieldValues(node, entry)) {
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
