// SPDX-License-Identifier: GPL-2.0

import {
  SCTP_CAUSES,
  SCTP_CHUNKS,
  SCTP_PARAMETERS,
  type SctpChunk,
  type SctpEntry,
  type SctpNode,
  sctpFieldValues,
} from "../../../dsl/ast.js";

/** Whose TSNs a number counts with: those of the side that sends the chunk, or of the other one. */
type Side = "sender" | "receiver";

const REQUEST = { requestNumber: "sender" } as const;

/**
 * The numbers that count from an initial TSN. Those of re-configuration requests (RFC 6525, section
 * 4) and of ASCONF (RFC 5061, section 4.1.1) begin with it, too. What an error cause or a parameter
 * quotes is as it was on the wire.
 */
const SIDES: Readonly<Partial<Record<SctpNode["type"], Readonly<Record<string, Side>>>>> = {
  DATA: { tsn: "sender" },
  I_DATA: { tsn: "sender" },
  SACK: { cumulativeTsn: "receiver", duplicates: "receiver" },
  NR_SACK: { cumulativeTsn: "receiver", duplicates: "receiver" },
  SHUTDOWN: { cumulativeTsn: "receiver" },
  ECNE: { tsn: "receiver" },
  CWR: { tsn: "sender" },
  FORWARD_TSN: { cumulativeTsn: "sender" },
  I_FORWARD_TSN: { cumulativeTsn: "sender" },
  ASCONF: { serial: "sender" },
  ASCONF_ACK: { serial: "receiver" },
  OUTGOING_SSN_RESET: { requestNumber: "sender", responseNumber: "receiver", lastTsn: "sender" },
  INCOMING_SSN_RESET: REQUEST,
  SSN_TSN_RESET: REQUEST,
  RECONFIG_RESPONSE: { responseNumber: "receiver", senderNextTsn: "sender", receiverNextTsn: "receiver" },
  ADD_OUTGOING_STREAMS: REQUEST,
  ADD_INCOMING_STREAMS: REQUEST,
  RECONFIG_REQUEST_GENERIC: REQUEST,
  NO_USER_DATA: { tsn: "receiver" },
};

/** The chunk with `convert` applied to all TSNs of that side, but not to an initial TSN. */
export function withTsns(chunk: SctpChunk, side: Side, convert: (tsn: number) => number): SctpChunk {
  return convertNode(chunk, SCTP_CHUNKS[chunk.type], side, convert);
}

/** The node with other numbers; itself if it has none to change. */
function convertNode<T extends SctpNode>(
  node: T,
  entry: SctpEntry,
  side: Side,
  convert: (tsn: number) => number,
): T {
  const sides = SIDES[node.type] ?? {};
  const convertAll = <N extends SctpNode>(nodes: readonly N[], entryOf: (node: N) => SctpEntry) => {
    const converted = nodes.map((one) => convertNode(one, entryOf(one), side, convert));
    return converted.every((one, index) => one === nodes[index]) ? undefined : converted;
  };
  const changed: Record<string, unknown> = {};
  for (const { property, kind, value } of sctpFieldValues(node, entry)) {
    if (value === "any") continue;
    const isWanted = sides[property] === side;
    let other: unknown;
    if (isWanted && kind === "number") other = convert(value);
    else if (isWanted && kind === "numbers") other = value.map(convert);
    else if (kind === "parameters" && !isQuote(node))
      other = convertAll(value, ({ type }) => SCTP_PARAMETERS[type]);
    else if (kind === "causes") other = convertAll(value, ({ type }) => SCTP_CAUSES[type]);
    if (other !== undefined) changed[property] = other;
  }
  return Object.keys(changed).length === 0 ? node : { ...node, ...changed };
}

/** Whether its parameters are those of another packet. */
function isQuote({ type }: SctpNode): boolean {
  return type === "UNRECOGNIZED_PARAMETER" || type === "UNRECOGNIZED_PARAMETERS";
}
