// SPDX-License-Identifier: GPL-2.0

/**
 * Packets: from a script onto the wire, and from the wire back into the script's words.
 *
 * - wire/           codecs, a protocol a file: offsets, parse, emit, nothing about scripts.
 *   sctp/ reads and writes its many chunks by the tables of the language.
 *   decode.ts and encode.ts go through a whole frame; lengths and checksums are filled in.
 * - mapping/        which packet belongs to which connection (connections.ts, claims.ts), and its
 *   numbers on both sides: sequence numbers, timestamps, flow labels, ports; sctp/ those of SCTP.
 * - from-ast/       builds what to inject for an inbound packet of the script.
 * - to-ast/         says in the script's notation what was on the wire.
 * - match/          policy apart from codecs: compares an expected packet with an actual one and
 *   names each field that differs; expectation.ts waits for one, in several segments if need be.
 * - icmp-names.ts   packetdrill's names for ICMP types and codes.
 * - inject.ts       the two things a runner does with a packet of the script: inject it, expect it.
 * - capture.ts      pcapng files.
 *
 * May import src/dsl/ast.ts, src/dsl/print.ts and src/dsl/escape.ts, nothing else from outside.
 */
export {
  type CapturedFrame,
  type CaptureInterface,
  CaptureWriter,
} from "./capture.js";
export type { InjectOptions } from "./from-ast/packet.js";
export { expectPacket, type Injection, inject } from "./inject.js";
export { Connection, type ConnectionState, type Protocol } from "./mapping/connection.js";
export { Connections } from "./mapping/connections.js";
export { DEFAULT_PORT, type Endpoint, type RunAddresses } from "./mapping/endpoint.js";
export { socketProtocol } from "./mapping/socket-protocol.js";
export type { FieldDifference } from "./match/difference.js";
export { Expectation, type Offer, type Outcome } from "./match/expectation.js";
export { match } from "./match/match.js";
export { DEFAULT_POLICY, type MatchPolicy } from "./match/policy.js";
export { PacketError, type PacketErrorCode } from "./packet-error.js";
export { type ToAstOptions, toAst } from "./to-ast/packet.js";
export { formatAddress, type IpAddress, parseAddress, unmapped } from "./wire/address.js";
export { decode } from "./wire/decode.js";
export { type DecodeError, isDecodeError } from "./wire/decode-error.js";
export { encode } from "./wire/encode.js";
export type { Header, Packet } from "./wire/packet.js";
