// SPDX-License-Identifier: GPL-2.0

import type { Packet as ScriptPacket } from "../../dsl/ast.js";
import type { Connection } from "../mapping/connection.js";
import { md5KeyOf, validMd5Of } from "../mapping/md5-valid.js";
import { equalBytes } from "../wire/bytes.js";
import { md5Signature } from "../wire/md5-signature.js";
import type { Packet } from "../wire/packet.js";
import type { FieldDifference } from "./difference.js";

/**
 * Compares the signature of a segment with the right one, where the script asks for that.
 * @param live as on the wire: the numbers are signed as well
 */
export function matchSignature(
  expected: ScriptPacket,
  live: Packet,
  connection: Connection,
): readonly FieldDifference[] {
  const valid = validMd5Of(expected);
  const tcp = live.headers.at(-1);
  const actual = tcp?.type === "tcp" ? tcp.options.find(({ type }) => type === "md5") : undefined;
  if (!valid || actual?.type !== "md5") return [];
  const right = md5Signature(live, md5KeyOf(connection, valid.option));
  if (equalBytes(right, actual.digest)) return [];
  return [{ field: "tcp.option.md5", expected: `md5 ${hex(right)}`, actual: `md5 ${hex(actual.digest)}` }];
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
