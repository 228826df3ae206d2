// SPDX-License-Identifier: GPL-2.0

import type { Packet as ScriptPacket } from "../../dsl/ast.js";
import type { Connection } from "../mapping/connection.js";
import { md5KeyOf, validMd5Of } from "../mapping/md5-valid.js";
import { md5Signature } from "../wire/md5-signature.js";
import type { Packet } from "../wire/packet.js";

/**
 * The packet with the digest that the script leaves to us, `md5 valid`.
 * @throws PacketError missing-field if there is no key
 */
export function withSignature(packet: Packet, written: ScriptPacket, connection: Connection): Packet {
  const valid = validMd5Of(written);
  const tcp = packet.headers.at(-1);
  if (!valid || tcp?.type !== "tcp") return packet;
  const digest = md5Signature(packet, md5KeyOf(connection, valid.option));
  const options = tcp.options.map((option, i) =>
    i === valid.index ? ({ type: "md5", digest } as const) : option,
  );
  return { ...packet, headers: [...packet.headers.slice(0, -1), { ...tcp, options }] };
}
