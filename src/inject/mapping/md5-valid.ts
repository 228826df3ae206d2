// SPDX-License-Identifier: GPL-2.0

import type { Md5Option, Packet as ScriptPacket } from "../../dsl/ast.js";
import { PacketError } from "../packet-error.js";
import type { Connection } from "./connection.js";

/** The option `md5 valid` of a script's packet, and which one it is in the list. */
export function validMd5Of(
  packet: ScriptPacket,
): { readonly option: Md5Option; readonly index: number } | undefined {
  const header = packet.headers.at(-1);
  const options = header?.type === "tcp" ? header.options : undefined;
  if (options === undefined) return undefined;
  const index = options.findIndex((option) => option.type === "md5" && option.valid);
  const option = index < 0 ? undefined : options[index];
  return option?.type === "md5" ? { option, index } : undefined;
}

/**
 * The key that signs the segments of a connection.
 * @throws PacketError missing-field if it has none
 */
export function md5KeyOf({ md5Keys, md5Secret, remote }: Connection, { span }: Md5Option): Uint8Array {
  const key = (remote && md5Keys.find(remote.address)) ?? md5Secret;
  if (key) return key;
  const message = "md5 valid: the socket has no key for its peer (TCP_MD5SIG), nor is there --tcp_md5_secret";
  throw new PacketError("missing-field", span, message);
}
