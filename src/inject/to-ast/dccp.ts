// SPDX-License-Identifier: GPL-2.0

import { DCCP_TYPES, NO_SPAN, type Ports, type DccpHeader as ScriptHeader } from "../../dsl/ast.js";
import type { DccpNumbers } from "../mapping/dccp.js";
import { type DccpHeader, dccpLength } from "../wire/dccp/header.js";
import { dccpOptionToAst } from "./dccp-options.js";

/** A DCCP packet from the wire, with the script's numbers, as a script would write it. */
export function dccpToAst(
  header: DccpHeader,
  payload: Uint8Array,
  ports: Ports | undefined,
  numbers: DccpNumbers | undefined,
  like: ScriptHeader | undefined,
): ScriptHeader {
  const { packetType, extended, sequence, acknowledgment, service, reset, ccval, cscov } = header;
  const showData =
    reset !== undefined && (like?.resetData !== undefined || reset.data.some((byte) => byte !== 0));
  return {
    type: "dccp",
    span: NO_SPAN,
    ...(ports && { ports }),
    packetType: DCCP_TYPES[packetType] ?? "Data",
    extended,
    ...(like?.absolute && numbers
      ? { sequence: numbers.localToLive(sequence), absolute: true }
      : { sequence }),
    ...(acknowledgment !== undefined && { ack: acknowledgment }),
    ...(service !== undefined && { service }),
    ...(reset && { resetCode: reset.code }),
    ...(showData && { resetData: { type: "hex", span: NO_SPAN, bytes: reset.data } }),
    ...((ccval !== 0 || like?.ccval !== undefined) && { ccval }),
    ...((cscov !== 0 || like?.cscov !== undefined) && { cscov }),
    ...(like?.dataOffset !== undefined && { dataOffset: dccpLength(header) / 4 }),
    ...(header.checksum !== undefined && { badChecksum: true }),
    length: payload.length,
    options: header.options.map(dccpOptionToAst),
  };
}
