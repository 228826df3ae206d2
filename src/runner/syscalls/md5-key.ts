// SPDX-License-Identifier: GPL-2.0
import { IPV4_BYTES } from "../../inject/wire/address.js";
import type { Descriptor } from "../descriptors.js";
import { offsetOf, readField } from "../struct.js";
import type { CallContext } from "./call.js";
import { readAddressBytes, unmapped } from "./params/address.js";

/** Bits in front of the IPv4 address in one that is IPv4-mapped. */
const MAPPED_BITS = 96;

/**
 * Notes a key that setsockopt() has set, as `md5 valid` in later packets means it: struct tcp_md5sig,
 * tcp_v4_parse_md5_keys() in net/ipv4/tcp_ipv4.c.
 */
export function noteMd5Key(
  call: CallContext,
  fd: Descriptor,
  [level, name]: readonly [number, number],
  bytes: Uint8Array,
): void {
  const { constants, environment } = call;
  const isExtended = name === constants.get("TCP_MD5SIG_EXT");
  if (level !== constants.require("SOL_TCP") || !(isExtended || name === constants.get("TCP_MD5SIG"))) return;
  const layout = constants.struct("tcp_md5sig");
  if (bytes.length < layout.size) return;
  const given = readAddressBytes(bytes.subarray(offsetOf(layout, "tcpm_addr")), constants);
  if (given === undefined) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { address } = unmapped(given);
  const whole = 8 * address.length;
  const flags = isExtended ? readField(view, 0, layout, "tcpm_flags") : 0;
  const hasPrefix = (flags & constants.require("TCP_MD5SIG_FLAG_PREFIX")) !== 0;
  const written = readField(view, 0, layout, "tcpm_prefixlen");
  const isMapped = address.length === IPV4_BYTES && given.address.length !== IPV4_BYTES;
  const at = offsetOf(layout, "tcpm_key");
  environment.connections.forFd(fd.script)?.md5Keys.set({
    address,
    prefixLength: hasPrefix ? written - (isMapped ? MAPPED_BITS : 0) : whole,
    key: bytes.slice(at, at + readField(view, 0, layout, "tcpm_keylen")),
  });
}
