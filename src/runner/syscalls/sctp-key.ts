// SPDX-License-Identifier: GPL-2.0
import type { Descriptor } from "../descriptors.js";
import { offsetOf, readField } from "../struct.js";
import type { CallContext } from "./call.js";

/**
 * Notes a shared key that setsockopt() has set for the AUTH chunks of later packets: struct
 * sctp_authkey, sctp_auth_set_key() in net/sctp/auth.c.
 */
export function noteSctpKey(
  call: CallContext,
  fd: Descriptor,
  [level, name]: readonly [number, number],
  bytes: Uint8Array,
): void {
  const { constants, environment } = call;
  if (level !== constants.get("SOL_SCTP") || name !== constants.get("SCTP_AUTH_KEY")) return;
  const layout = constants.struct("sctp_authkey");
  const at = offsetOf(layout, "sca_key");
  if (bytes.length < at) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = readField(view, 0, layout, "sca_keylength");
  const number = readField(view, 0, layout, "sca_keynumber");
  environment.connections.setSctpKey(fd.script, number, bytes.slice(at, at + length));
}
