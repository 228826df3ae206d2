// SPDX-License-Identifier: GPL-2.0

import { getU16 } from "./bytes.js";
import { SCTP, SCTP_COMMON_HEADER, sctpChecksum } from "./sctp/header.js";
import { ITEM_HEADER } from "./sctp/items.js";
import { UDP_HEADER, type UdpHeader } from "./udp.js";

/** Transport protocols that may travel in UDP datagrams. */
export type UdpPassenger = "sctp" | "tcp";

/**
 * Says what the datagram bytes[start, end) carries if it is more than payload. The header does not
 * tell: that is a matter of ports, and of what both ends have agreed on.
 */
export type InUdp = (
  header: UdpHeader,
  bytes: Uint8Array,
  start: number,
  end: number,
) => UdpPassenger | undefined;

/**
 * A datagram carries SCTP (RFC 6951) if its payload has the form of an SCTP packet and that packet's
 * CRC32c, which no other payload has but by a chance of 1 in 2^32.
 */
export const sctpByChecksum: InUdp = (_header, bytes, datagram, end) => {
  const start = datagram + UDP_HEADER;
  const chunk = start + SCTP_COMMON_HEADER;
  const isWhole = end - chunk >= ITEM_HEADER && (end - start) % 4 === 0;
  // ports are not 0, which tells payloads of zeros at once
  if (!isWhole || getU16(bytes, start) === 0 || getU16(bytes, start + 2) === 0) return undefined;
  const length = getU16(bytes, chunk + 2);
  if (length < ITEM_HEADER || length > end - chunk) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const checksum = view.getUint32(start + SCTP.checksum, true);
  return checksum === sctpChecksum(bytes, start, end) ? "sctp" : undefined;
};
