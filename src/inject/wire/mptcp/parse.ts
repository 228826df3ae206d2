// SPDX-License-Identifier: GPL-2.0

import { IPV4_BYTES, IPV6_BYTES } from "../address.js";
import { getU8, getU16, getU32, getU64 } from "../bytes.js";
import { DSS } from "./length.js";
import { type DataNumber, type Dss, MPTCP_SUBTYPE, type MptcpOption } from "./option.js";

/** Reads an option, all of whose bytes after kind and length are bytes[start, end). */
export function parseMptcp(bytes: Uint8Array, start: number, end: number): MptcpOption | undefined {
  const length = end - start;
  if (length < 1) return undefined;
  const first = getU8(bytes, start);
  const nibble = first & 0xf;
  const second = length > 1 ? getU8(bytes, start + 1) : 0;
  switch (first >>> 4) {
    case MPTCP_SUBTYPE.mp_capable:
      return parseCapable(bytes, start, length);
    case MPTCP_SUBTYPE.mp_join:
      return parseJoin(bytes, start, length);
    case MPTCP_SUBTYPE.dss:
      return nibble === 0 && length >= 2 ? parseDss(bytes, start, length) : undefined;
    case MPTCP_SUBTYPE.add_address:
      return parseAddAddress(bytes, start, length);
    case MPTCP_SUBTYPE.remove_address:
      if (nibble !== 0 || length < 2) return undefined;
      return { type: "remove_address", addressIds: Array.from(bytes.subarray(start + 1, end)) };
    case MPTCP_SUBTYPE.mp_prio:
      if (nibble > 1 || length > 2) return undefined;
      return { type: "mp_prio", backup: nibble === 1, ...(length === 2 && { addressId: second }) };
    case MPTCP_SUBTYPE.mp_fail:
      if (nibble !== 0 || second !== 0 || length !== 10) return undefined;
      return { type: "mp_fail", dsn: getU64(bytes, start + 2) };
    case MPTCP_SUBTYPE.mp_fastclose:
      if (nibble !== 0 || second !== 0 || length !== 10) return undefined;
      return { type: "mp_fastclose", key: getU64(bytes, start + 2) };
    case MPTCP_SUBTYPE.mp_reset:
      return length === 2 ? { type: "mp_reset", flags: nibble, reason: second } : undefined;
    default:
      return undefined;
  }
}

/** RFC 8684 section 3.1: 2 bytes, up to two keys, and a length with or without a checksum. */
function parseCapable(bytes: Uint8Array, start: number, length: number): MptcpOption | undefined {
  const keyCount = (length - 2) >> 3;
  const rest = length - 2 - 8 * keyCount;
  if (length < 2 || keyCount > 2 || (rest !== 0 && rest !== 2 && rest !== 4)) return undefined;
  const after = start + 2 + 8 * keyCount;
  return {
    type: "mp_capable",
    version: getU8(bytes, start) & 0xf,
    flags: getU8(bytes, start + 1),
    keys: Array.from({ length: keyCount }, (_, i) => getU64(bytes, start + 2 + 8 * i)),
    ...(rest >= 2 && { dataLength: getU16(bytes, after) }),
    ...(rest === 4 && { checksum: getU16(bytes, after + 2) }),
  };
}

/** RFC 8684 section 3.2: the length tells in which of the three segments the option stands. */
function parseJoin(bytes: Uint8Array, start: number, length: number): MptcpOption | undefined {
  const nibble = getU8(bytes, start) & 0xf;
  if (length === 22) {
    const isReserved = nibble !== 0 || getU8(bytes, start + 1) !== 0;
    return isReserved ? undefined : { type: "mp_join_ack", hmac: bytes.subarray(start + 2, start + 22) };
  }
  if (nibble > 1 || (length !== 10 && length !== 14)) return undefined;
  const common = { backup: nibble === 1, addressId: getU8(bytes, start + 1) };
  if (length === 10) {
    const [token, random] = [getU32(bytes, start + 2), getU32(bytes, start + 6)];
    return { type: "mp_join_syn", ...common, token, random };
  }
  const hmac = bytes.subarray(start + 2, start + 10);
  return { type: "mp_join_syn_ack", ...common, hmac, random: getU32(bytes, start + 10) };
}

/** RFC 8684 section 3.3. The bits for eight octets mean nothing without their numbers. */
function parseDss(bytes: Uint8Array, start: number, length: number): MptcpOption | undefined {
  const flags = getU8(bytes, start + 1);
  const hasDack = (flags & DSS.DACK) !== 0;
  const hasMapping = (flags & DSS.MAPPING) !== 0;
  const isOdd =
    flags > 0x1f || (!hasDack && (flags & DSS.DACK_8) !== 0) || (!hasMapping && (flags & DSS.DSN_8) !== 0);
  if (isOdd) return undefined;
  const dackOctets = flags & DSS.DACK_8 ? 8 : 4;
  const dsnOctets = flags & DSS.DSN_8 ? 8 : 4;
  const mappingStart = 2 + (hasDack ? dackOctets : 0);
  const mappingLength = length - mappingStart;
  const withoutChecksum = hasMapping ? dsnOctets + 6 : 0;
  const hasChecksum = hasMapping && mappingLength === withoutChecksum + 2;
  if (mappingLength !== withoutChecksum && !hasChecksum) return undefined;
  const at = start + mappingStart;
  const dss: Dss = {
    type: "dss",
    fin: (flags & DSS.FIN) !== 0,
    ...(hasDack && { dack: dataNumber(bytes, start + 2, dackOctets) }),
    ...(hasMapping && {
      mapping: {
        dsn: dataNumber(bytes, at, dsnOctets),
        ssn: getU32(bytes, at + dsnOctets),
        length: getU16(bytes, at + dsnOctets + 4),
        ...(hasChecksum && { checksum: getU16(bytes, at + dsnOctets + 6) }),
      },
    }),
  };
  return dss;
}

function dataNumber(bytes: Uint8Array, at: number, octets: 4 | 8): DataNumber {
  return { octets, value: octets === 8 ? getU64(bytes, at) : BigInt(getU32(bytes, at)) };
}

/** RFC 8684 section 3.4.1; RFC 6824 section 3.4.1, which has the IP version in place of flags. */
function parseAddAddress(bytes: Uint8Array, start: number, length: number): MptcpOption | undefined {
  const nibble = getU8(bytes, start) & 0xf;
  const isOld = nibble === 4 || nibble === 6;
  const addressBytes = length >= 2 + IPV6_BYTES ? IPV6_BYTES : IPV4_BYTES;
  const rest = length - 2 - addressBytes;
  const isLength = rest === 0 || rest === 2 || rest === 8 || rest === 10;
  if (!isLength || (!isOld && nibble > 1)) return undefined;
  const echo = nibble === 1;
  const hasHmac = rest >= 8;
  if (isOld && (hasHmac || nibble !== (addressBytes === IPV4_BYTES ? 4 : 6))) return undefined;
  // without both, a script could not tell it from that of version 0
  if (!isOld && !echo && !hasHmac) return undefined;
  const after = start + 2 + addressBytes;
  const hasPort = (rest & 2) !== 0;
  return {
    type: "add_address",
    version: isOld ? 0 : 1,
    echo,
    addressId: getU8(bytes, start + 1),
    address: bytes.subarray(start + 2, after),
    ...(hasPort && { port: getU16(bytes, after) }),
    ...(hasHmac && { hmac: getU64(bytes, hasPort ? after + 2 : after) }),
  };
}
