// SPDX-License-Identifier: GPL-2.0

import {
  DCCP_TYPES,
  NO_SPAN,
  type QuotedPacket,
  type IcmpHeader as ScriptHeader,
  type Span,
} from "../../dsl/ast.js";
import { type IpFamily, icmpCodeNumber, icmpTypeNumber, isIcmpError } from "../icmp-names.js";
import type { Connection } from "../mapping/connection.js";
import { isDatagram } from "../mapping/datagram.js";
import { add32 } from "../mapping/sequence.js";
import { quotedStart } from "../mapping/tcp-sequence.js";
import { PacketError } from "../packet-error.js";
import { NO_BYTES } from "../wire/bytes.js";
import type { DccpQuote } from "../wire/dccp/quote.js";
import { ICMPV4_FRAG_NEEDED, ICMPV4_HEADER, ICMPV4_TYPE, type Icmpv4Header } from "../wire/icmpv4.js";
import { ICMPV6_TYPE, type Icmpv6Header } from "../wire/icmpv6.js";
import { encodeQuote, type Quote } from "../wire/quote.js";
import { emitRouterAdvertisement } from "../wire/router-advertisement.js";
import { fits } from "./range.js";

type QuotedDccp = Extract<QuotedPacket, { type: "dccp" }>;

/** Type, code and the second four bytes of a message as the script has them. */
export interface IcmpNumbers {
  readonly icmpType: number;
  readonly code: number;
  readonly rest: number;
}

/**
 * The numbers for a script's message; names depend on the IP version.
 * @throws PacketError unknown-name, unsupported, out-of-range
 */
export function icmpNumbers(header: ScriptHeader, family: IpFamily): IcmpNumbers {
  const { span, code, mtu, pointer, id = 0 } = header;
  const icmpType = typeNumber(header.icmpType, family, span);
  const numbers = { icmpType, code: codeNumber(code, icmpType, family, span) };
  const identifier = fits(id, 16, "id", span) << 16;
  if (pointer !== undefined) return { ...numbers, rest: pointerField(pointer, icmpType, family, span) };
  if (mtu === undefined) return { ...numbers, rest: identifier >>> 0 };
  if (isRouterAdvertisement(icmpType, family)) {
    fits(mtu, 32, "mtu", span);
    return { ...numbers, rest: 0 };
  }
  const carriesMtu =
    family === "ipv4"
      ? icmpType === ICMPV4_TYPE.UNREACHABLE && numbers.code === ICMPV4_FRAG_NEEDED
      : icmpType === ICMPV6_TYPE.PACKET_TOO_BIG && numbers.code === 0;
  if (!carriesMtu) {
    const names =
      family === "ipv4"
        ? 'only "unreachable frag_needed" has'
        : 'only "packet_too_big" and "router_advertisement" have';
    throw new PacketError("unsupported", span, `over ${family} ${names} an mtu`);
  }
  return { ...numbers, rest: fits(mtu, family === "ipv4" ? 16 : 32, "mtu", span) };
}

function isRouterAdvertisement(icmpType: number, family: IpFamily): boolean {
  return family === "ipv6" && icmpType === ICMPV6_TYPE.ROUTER_ADVERTISEMENT;
}

/** RFC 792: 8 bits; RFC 4443 section 3.4: 32. */
function pointerField(pointer: number, icmpType: number, family: IpFamily, span: Span): number {
  const problem = family === "ipv4" ? ICMPV4_TYPE.PARAMETER_PROBLEM : ICMPV6_TYPE.PARAMETER_PROBLEM;
  if (icmpType !== problem) {
    throw new PacketError("unsupported", span, 'only "parameter_problem" has a pointer');
  }
  return family === "ipv4"
    ? (fits(pointer, 8, "pointer", span) << 24) >>> 0
    : fits(pointer, 32, "pointer", span);
}

/** The header and the rest of the message to inject for an inbound message of the script. */
export function icmpFromAst(
  header: ScriptHeader,
  connection: Connection,
  family: IpFamily,
): { readonly header: Icmpv4Header | Icmpv6Header; readonly payload: Uint8Array } {
  const numbers = icmpNumbers(header, family);
  const isError = isIcmpError(family, numbers.icmpType);
  const isAdvertisement = !header.quoted && isRouterAdvertisement(numbers.icmpType, family);
  return {
    header: { type: family === "ipv4" ? "icmpv4" : "icmpv6", ...numbers },
    payload: isAdvertisement
      ? emitRouterAdvertisement(header.mtu)
      : payload(header.quoted ?? (isError ? "default" : undefined), header.span, connection),
  };
}

function typeNumber(name: string | number, family: IpFamily, span: Span): number {
  const number = typeof name === "number" ? name : icmpTypeNumber(family, name);
  if (number !== undefined) return fits(number, 8, "ICMP type", span);
  throw new PacketError("unknown-name", span, `${family} has no ICMP type "${name}"`);
}

function codeNumber(name: string | number | undefined, type: number, family: IpFamily, span: Span): number {
  if (name === undefined) return 0;
  const number = typeof name === "number" ? name : icmpCodeNumber(family, type, name);
  if (number !== undefined) return fits(number, 8, "ICMP code", span);
  throw new PacketError("unknown-name", span, `${family} has no ICMP code "${name}" for type ${type}`);
}

/** An error that says nothing about its subject quotes an empty packet of the connection. */
function payload(
  quoted: QuotedPacket | "default" | undefined,
  span: Span,
  connection: Connection,
): Uint8Array {
  if (!quoted) return NO_BYTES;
  if (quoted === "default") return encodeQuote(quote(connection, undefined));
  if (quoted.type !== "raw") return encodeQuote(quote(connection, quoted));
  const length = fits(quoted.length, 16, "length", span) - ICMPV4_HEADER;
  if (length >= 0) return new Uint8Array(length);
  throw new PacketError("out-of-range", quoted.span, `an ICMP message has at least ${ICMPV4_HEADER} bytes`);
}

/** The packet, sent by the kernel, that the message is about. */
function quote(connection: Connection, quoted: Exclude<QuotedPacket, { type: "raw" }> | undefined): Quote {
  const { local, remote } = connection;
  const tuple = {
    source: local?.address ?? NO_BYTES,
    destination: remote?.address ?? NO_BYTES,
    sourcePort: local?.port ?? 0,
    destinationPort: remote?.port ?? 0,
    ...carrierOf(quoted),
  };
  if (quoted?.type === "udp") return { ...tuple, type: "udp", payloadLength: quoted.length };
  if (quoted?.type === "udplite") {
    const coverage = fits(quoted.coverage, 16, "coverage", quoted.span);
    return { ...tuple, type: "udplite", payloadLength: quoted.length, coverage };
  }
  const { protocol } = connection;
  if (quoted?.type === "sctp" || (!quoted && protocol === "sctp")) {
    const verificationTag = quoted ? fits(quoted.tag, 32, "tag", quoted.span) : connection.sctp.remoteTag;
    return { ...tuple, type: "sctp", verificationTag, payloadLength: 0 };
  }
  if (quoted?.type === "dccp" || (!quoted && protocol === "dccp")) {
    return { ...tuple, ...dccpQuote(quoted ?? FIRST_PACKET, connection) };
  }
  if (!quoted && isDatagram(protocol)) return { ...tuple, type: protocol, payloadLength: 0, coverage: 0 };
  const start = quoted ? quotedStart(quoted.sequence, connection) : 0;
  if (start === undefined) {
    const message = "any sequence number is for outbound messages; say which one is quoted";
    throw new PacketError("missing-field", quoted?.span ?? NO_SPAN, message);
  }
  return {
    ...tuple,
    type: "tcp",
    sequence: add32(start, connection.offsets("outbound", false).sequence),
    payloadLength: quoted?.sequence.length ?? 0,
  };
}

function carrierOf(quoted: QuotedPacket | undefined): Pick<Quote, "carrier"> {
  if ((quoted?.type !== "tcp" && quoted?.type !== "sctp") || !quoted.udp) return {};
  const { source, destination, span } = quoted.udp;
  return {
    carrier: {
      sourcePort: fits(source, 16, "source port", span),
      destinationPort: fits(destination, 16, "destination port", span),
    },
  };
}

/** What an error that says nothing quotes of a DCCP connection. */
const FIRST_PACKET = { packetType: "Data", sequence: 0, span: NO_SPAN } as const;

function dccpQuote(
  { packetType, sequence, span }: Pick<QuotedDccp, "packetType" | "sequence" | "span">,
  { dccp }: Connection,
): DccpQuote {
  return {
    type: "dccp",
    packetType: DCCP_TYPES.indexOf(packetType),
    sequence: dccp.localToLive(fits(sequence, 48, "seq", span)),
    payloadLength: 0,
  };
}
