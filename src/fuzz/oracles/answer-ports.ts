// SPDX-License-Identifier: GPL-2.0
import { getU16 } from "../../inject/wire/bytes.js";

/** The ports of an answer to a packet of the peer's, as a script writes them. */
export function answerPorts(frame: Uint8Array): string {
  const at = (frame[0] ?? 0) >> 4 === 6 ? 40 : ((frame[0] ?? 0) & 15) * 4;
  return `${getU16(frame, at + 2)} > ${getU16(frame, at)}`;
}
