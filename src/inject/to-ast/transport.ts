// SPDX-License-Identifier: GPL-2.0

import {
  type Endpoints,
  NO_SPAN,
  type OddChecksum,
  type Ports,
  type UdpEncapsulationHeader as ScriptCarrier,
  type TcpOption as ScriptOption,
  type TcpHeader as ScriptTcp,
  type UdpHeader as ScriptUdp,
  type UdpLiteHeader as ScriptUdpLite,
  TCP_FLAG,
} from "../../dsl/ast.js";
import type { KeyNames } from "../mapping/mptcp/names.js";
import { add32 } from "../mapping/sequence.js";
import type { PortedHeader } from "../wire/packet.js";
import { parseResetReason } from "../wire/reset-reason.js";
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

/** Of a segment that is compared with another one. */
export interface TcpLike {
  /** What that one writes out, or writes in a way of its own. */
  readonly like: ScriptTcp | undefined;
  /** What must be added to the header's sequence number to get that of the wire. */
  readonly offset: number;
  readonly names: KeyNames | undefined;
}

export function tcpToAst(
  header: TcpHeader,
  payload: Uint8Array,
  show: PortsToShow,
  { like, offset, names }: TcpLike,
): ScriptTcp {
  const { sequence, acknowledgment, flags, urgentPointer } = header;
  const length = payload.length;
  const isAbsolute = like?.sequence.mode === "absolute";
  const start = isAbsolute ? add32(sequence, offset) : sequence;
  const reason = (flags & TCP_FLAG.RST) !== 0 ? parseResetReason(payload) : undefined;
  return {
    type: "tcp",
    span: NO_SPAN,
    ...portsToAst(header, show),
    flags: { span: NO_SPAN, bits: flags, ace: like?.flags.ace ?? false },
    sequence: {
      span: NO_SPAN,
      start,
      end: add32(start, length),
      length,
      ...(isAbsolute && { mode: "absolute" }),
    },
    ...((flags & TCP_FLAG.ACK || acknowledgment !== 0) && { ack: acknowledgment }),
    window: header.window,
    ...((flags & TCP_FLAG.URG || urgentPointer !== 0) && { urgent: urgentPointer }),
    options: header.options.map((option, i) => writtenLike(optionToAst(option, names), like?.options?.[i])),
    ...(reason && { resetReason: { span: NO_SPAN, ...reason } }),
    ...(like?.socket !== undefined && { socket: like.socket }),
  };
}

function writtenLike(option: ScriptOption, like: ScriptOption | undefined): ScriptOption {
  const isAbsolute = option.type === "timestamps" && like?.type === "timestamps" && like.absoluteEcho;
  return isAbsolute ? { ...option, absoluteEcho: true } : option;
}

export function udpToAst(header: UdpHeader, payload: Uint8Array, show: PortsToShow): ScriptUdp {
  const checksum = checksumToAst(header);
  return { type: "udp", span: NO_SPAN, ...portsToAst(header, show), ...checksum, length: payload.length };
}

/** A UDP header around another transport header. */
export function carrierToAst(header: UdpHeader): ScriptCarrier {
  const ports = { span: NO_SPAN, source: header.sourcePort, destination: header.destinationPort };
  return { type: "udp-encapsulation", span: NO_SPAN, ports, ...checksumToAst(header) };
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
