// SPDX-License-Identifier: GPL-2.0

import { DCCP_TYPES, type DccpHeader as ScriptHeader } from "../../dsl/ast.js";
import type { Connection } from "../mapping/connection.js";
import { shorten } from "../mapping/sequence48.js";
import { PacketError } from "../packet-error.js";
import type { DccpHeader } from "../wire/dccp/header.js";
import { subheader } from "../wire/dccp/layout.js";
import type { DccpOption } from "../wire/dccp/option.js";
import { dccpOptionsFromAst } from "./dccp-options.js";
import { wirePorts } from "./ports.js";
import { fits } from "./range.js";

/**
 * The DCCP header to inject for an inbound packet of the script. What it does not say is 0.
 * @throws PacketError missing-field, out-of-range, unknown-timestamp
 */
export function dccpFromAst(header: ScriptHeader, connection: Connection): DccpHeader {
  const { span, extended, ccval = 0, cscov = 0, dataOffset } = header;
  if (!header.options) {
    throw new PacketError(
      "missing-field",
      span,
      "<...> is for outbound packets; say which options to inject",
    );
  }
  const number = (value: number): number => (extended ? value : shorten(value));
  const packetType = DCCP_TYPES.indexOf(header.packetType);
  const { acknowledgment } = subheader(packetType, extended);
  const options = dccpOptionsFromAst(header.options, span);
  return {
    type: "dccp",
    ...wirePorts(header.ports, connection, span),
    packetType,
    extended,
    ccval: fits(ccval, 4, "ccval", span),
    cscov: fits(cscov, 4, "cscov", span),
    sequence: number(fits(header.sequence, 48, "seq", span)),
    ...(acknowledgment !== undefined && {
      acknowledgment: number(connection.dccp.localToLive(fits(header.ack ?? 0, 48, "ack", span))),
    }),
    ...fields(header),
    options: options.map((option) => withLiveEcho(option, header, connection)),
    ...(dataOffset !== undefined && { dataOffset: fits(dataOffset, 8, "doff", span) }),
  };
}

function fields({
  packetType,
  service = 0,
  resetCode = 0,
  resetData,
  span,
}: ScriptHeader): Pick<DccpHeader, "service" | "reset"> {
  switch (packetType) {
    case "Request":
    case "Response":
      return { service: fits(service, 32, "service", span) };
    case "Reset": {
      const data = resetData?.bytes ?? new Uint8Array(3);
      return { reset: { code: fits(resetCode, 8, "code", span), data } };
    }
    default:
      return {};
  }
}

function withLiveEcho(option: DccpOption, { span }: ScriptHeader, { dccp }: Connection): DccpOption {
  if (option.type !== "timestamp_echo") return option;
  const value = dccp.clockToLive(option.value);
  if (value !== undefined) return { ...option, value };
  throw new PacketError(
    "unknown-timestamp",
    span,
    `timestamp_echo ${option.value}: no expected packet before this one has a timestamp`,
  );
}
