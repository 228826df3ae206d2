// SPDX-License-Identifier: GPL-2.0

import { setU16, setU32, setU64 } from "../bytes.js";
import { DSS } from "./length.js";
import { type AddAddress, type DataNumber, type Dss, MPTCP_SUBTYPE, type MptcpOption } from "./option.js";

/** Writes what follows kind and length of an option, from `at` on. */
export function emitMptcp(option: MptcpOption, bytes: Uint8Array, at: number): void {
  switch (option.type) {
    case "mp_capable": {
      bytes[at] = head(MPTCP_SUBTYPE.mp_capable, option.version);
      bytes[at + 1] = option.flags;
      let next = at + 2;
      for (const key of option.keys) next = putU64(bytes, next, key);
      if (option.dataLength !== undefined) next = putU16(bytes, next, option.dataLength);
      if (option.checksum !== undefined) putU16(bytes, next, option.checksum);
      break;
    }
    case "mp_join_syn":
      bytes[at] = head(MPTCP_SUBTYPE.mp_join, option.backup ? 1 : 0);
      bytes[at + 1] = option.addressId;
      setU32(bytes, at + 2, option.token);
      setU32(bytes, at + 6, option.random);
      break;
    case "mp_join_syn_ack":
      bytes[at] = head(MPTCP_SUBTYPE.mp_join, option.backup ? 1 : 0);
      bytes[at + 1] = option.addressId;
      bytes.set(option.hmac, at + 2);
      setU32(bytes, at + 10, option.random);
      break;
    case "mp_join_ack":
      setU16(bytes, at, head(MPTCP_SUBTYPE.mp_join, 0) << 8);
      bytes.set(option.hmac, at + 2);
      break;
    case "dss":
      emitDss(option, bytes, at);
      break;
    case "add_address":
      emitAddAddress(option, bytes, at);
      break;
    case "remove_address":
      bytes[at] = head(MPTCP_SUBTYPE.remove_address, 0);
      bytes.set(option.addressIds, at + 1);
      break;
    case "mp_prio":
      bytes[at] = head(MPTCP_SUBTYPE.mp_prio, option.backup ? 1 : 0);
      if (option.addressId !== undefined) bytes[at + 1] = option.addressId;
      break;
    case "mp_fail":
      setU16(bytes, at, head(MPTCP_SUBTYPE.mp_fail, 0) << 8);
      setU64(bytes, at + 2, option.dsn);
      break;
    case "mp_fastclose":
      setU16(bytes, at, head(MPTCP_SUBTYPE.mp_fastclose, 0) << 8);
      setU64(bytes, at + 2, option.key);
      break;
    case "mp_reset":
      bytes[at] = head(MPTCP_SUBTYPE.mp_reset, option.flags);
      bytes[at + 1] = option.reason;
      break;
  }
}

function head(subtype: number, nibble: number): number {
  return (subtype << 4) | nibble;
}

function emitDss({ dack, mapping, fin }: Dss, bytes: Uint8Array, at: number): void {
  const flags =
    (dack ? DSS.DACK : 0) |
    (dack?.octets === 8 ? DSS.DACK_8 : 0) |
    (mapping ? DSS.MAPPING : 0) |
    (mapping?.dsn.octets === 8 ? DSS.DSN_8 : 0) |
    (fin ? DSS.FIN : 0);
  bytes[at] = head(MPTCP_SUBTYPE.dss, 0);
  bytes[at + 1] = flags;
  let next = at + 2;
  if (dack) next = putDataNumber(bytes, next, dack);
  if (!mapping) return;
  next = putDataNumber(bytes, next, mapping.dsn);
  setU32(bytes, next, mapping.ssn);
  next = putU16(bytes, next + 4, mapping.length);
  if (mapping.checksum !== undefined) setU16(bytes, next, mapping.checksum);
}

function emitAddAddress(option: AddAddress, bytes: Uint8Array, at: number): void {
  const { version, echo, addressId, address, port, hmac } = option;
  const ipVersion = address.length === 4 ? 4 : 6;
  bytes[at] = head(MPTCP_SUBTYPE.add_address, version === 0 ? ipVersion : echo ? 1 : 0);
  bytes[at + 1] = addressId;
  bytes.set(address, at + 2);
  let next = at + 2 + address.length;
  if (port !== undefined) next = putU16(bytes, next, port);
  if (hmac !== undefined) setU64(bytes, next, hmac);
}

function putDataNumber(bytes: Uint8Array, at: number, { octets, value }: DataNumber): number {
  if (octets === 8) return putU64(bytes, at, value);
  setU32(bytes, at, Number(value));
  return at + 4;
}

function putU16(bytes: Uint8Array, at: number, value: number): number {
  setU16(bytes, at, value);
  return at + 2;
}

function putU64(bytes: Uint8Array, at: number, value: bigint): number {
  setU64(bytes, at, value);
  return at + 8;
}
