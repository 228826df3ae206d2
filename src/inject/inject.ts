// SPDX-License-Identifier: GPL-2.0

import type { Packet as ScriptPacket } from "../dsl/ast.js";
import { dccpOptionFromAst } from "./from-ast/dccp-options.js";
import { icmpNumbers } from "./from-ast/icmp.js";
import { familyOf } from "./from-ast/ip.js";
import { fromAst, type InjectOptions } from "./from-ast/packet.js";
import { optionFromAst } from "./from-ast/tcp-options.js";
import { hasMore } from "./from-ast/whole-length.js";
import type { Connection } from "./mapping/connection.js";
import type { Connections } from "./mapping/connections.js";
import { md5KeyOf, validMd5Of } from "./mapping/md5-valid.js";
import { isMptcpOption } from "./mapping/mptcp/is-mptcp-option.js";
import { injectedMptcp, injectsMptcp } from "./mapping/mptcp/learn.js";
import { transportOf } from "./mapping/script-packet.js";
import { Expectation } from "./match/expectation.js";
import { DEFAULT_POLICY, type MatchPolicy } from "./match/policy.js";
import { encode } from "./wire/encode.js";
import type { Packet } from "./wire/packet.js";

/** A packet of the script, ready for the net_device. */
export interface Injection {
  readonly connection: Connection;
  readonly packet: Packet;
  readonly frame: Uint8Array;
}

/**
 * The script injects a packet: finds (or opens) its connection, and builds the frame.
 * @throws PacketError
 */
export function inject(
  connections: Connections,
  packet: ScriptPacket,
  options: InjectOptions = {},
): Injection {
  const connection = connections.forScript(packet);
  const header = transportOf(packet);
  if (header.type === "tcp" || header.type === "sctp" || header.type === "dccp") connection.injects(header);
  if (header.type === "tcp") injectsMptcp(connection, header);
  const wire = fromAst(packet, connection, options);
  const last = wire.headers.at(-1);
  if (last?.type === "tcp") injectedMptcp(connection, last.options);
  return { connection, packet: wire, frame: encode(wire) };
}

/**
 * The script expects a packet: finds its connection. Packets that the kernel has sent before count.
 * @throws PacketError no-connection, or for a packet that cannot be
 */
export function expectPacket(
  connections: Connections,
  packet: ScriptPacket,
  policy: MatchPolicy = DEFAULT_POLICY,
): Expectation {
  const header = transportOf(packet);
  if (header.type === "tcp")
    for (const option of header.options ?? []) if (!isMptcpOption(option)) optionFromAst(option);
  hasMore(packet);
  if (header.type === "dccp") header.options?.forEach(dccpOptionFromAst);
  if (header.type === "icmp") icmpNumbers(header, familyOf(connections.addresses.local));
  const connection = connections.forScript(packet);
  const valid = validMd5Of(packet);
  if (valid) md5KeyOf(connection, valid.option);
  return new Expectation(packet, connection, policy);
}
