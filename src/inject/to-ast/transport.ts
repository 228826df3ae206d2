// SPDX-License-Identifier: GPL-2.0

import {
  type Endpoints,
  NO_SPAN,
  type OddChecksum,
  type Ports,
  type TcpHeader as ScriptTcp,
  type UdpHeader as ScriptUdp,
  type UdpLiteHeader as ScriptUdpLite,
  TCP_FLAG,
} from "../../dsl/ast.js";
import type { KeyNames } from "../mapping/mptcp/names.js";
import { add32 } from "../mapping/sequence.js";
import type { PortedHeader } from "../wire/packet.js";
import type { TcpHeader } from "../wire/tcp.js";
import type { UdpHeader } from "../wire/udp.js";
import type { UdpLiteHeader } from "../wire/udplite.js";
import { optionToAst } from "./tcp-options.js";

/** Ports to write: "wire" for those in the header, undefined for none. */
export type PortsToShow =
  | "wire"
  | undefined
  | { readonly source: number; readonly destination: number }
  | { readonly endpoints: Endpoints };

export function tcpToAst(
  header: TcpHeader,
  payload: Uint8Array,
  show: PortsToShow,
  ace: boolean,
  names?: KeyNames,
): ScriptTcp {
  const { sequence: start, acknowledgment, flags, urgentPointer } = header;
  const length = payload.length;
  return {
    type: "tcp",
    span: NO_SPAN,
    ...portsToAst(header, show),
    flags: { span: NO_SPAN, bits: flags, ace },
    sequence: { span: NO_SPAN, start, end: add32(start, length), length },
    ...((flags & TCP_FLAG.ACK || acknowledgment !== 0) && { ack: acknowledgment }),
    window: header.window,
    ...((flags & TCP_FLAG.URG || urgentPointer !== 0) && { urgent: urgentPointer }),
    options: header.options.map((option) => optionToAst(option, names)),
  };
}

export function udpToAst(header: UdpHeader, payload: Uint8Array, show: PortsToShow): ScriptUdp {
  const checksum = checksumToAst(header);
  return { type: "udp", span: NO_SPAN, ...portsToAst(header, show), ...checksum, length: payload.length };
}

export function udpLiteToAst(header: UdpLiteHeader, payload: Uint8Array, show: PortsToShow): ScriptUdpLite {
  const { ports } = portsToAst(header, show);
  const { coverage } = header;
  const checksum = checksumToAst(header);
  return {
    type: "udplite",
    span: NO_SPAN,
    ...(ports && { ports }),
    ...checksum,
    length: payload.length,
    coverage,
  };
}

function checksumToAst({ checksum }: UdpHeader | UdpLiteHeader): { readonly checksum?: OddChecksum } {
  if (checksum === undefined) return {};
  return { checksum: checksum === 0 ? "zero" : "bad" };
}

export function portsToAst(
  header: PortedHeader,
  show: PortsToShow,
): { readonly ports?: Ports; readonly endpoints?: Endpoints } {
  if (!show) return {};
  if (show === "wire") {
    return { ports: { span: NO_SPAN, source: header.sourcePort, destination: header.destinationPort } };
  }
  return "endpoints" in show ? show : { ports: { span: NO_SPAN, ...show } };
}
