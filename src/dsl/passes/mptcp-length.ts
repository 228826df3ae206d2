// SPDX-License-Identifier: GPL-2.0
import type { AddAddressOption, DssOption, MpCapableOption, MptcpOption } from "../ast.js";

/**
 * Bytes of an MPTCP option on the wire, RFC 8684 section 3; undefined if the script leaves them open.
 * An address of unknown version counts as IPv4: IPv6 takes 12 more, which fill whole words as well.
 */
export function mptcpBytes(option: MptcpOption): number | undefined {
  switch (option.type) {
    case "mp_capable":
      return capableBytes(option);
    case "mp_join_syn":
      return 12;
    case "mp_join_syn_ack":
      return 16;
    case "mp_join_ack":
      return 24;
    case "dss":
      return option.dack === undefined && option.dsn === undefined ? undefined : dssBytes(option);
    case "add_address":
      return addAddressBytes(option);
    case "remove_address":
      return 3 + option.addressIds.length;
    case "mp_prio":
      return typeof option.addressId === "number" ? 4 : 3;
    case "mp_fail":
    case "mp_fastclose":
      return 12;
    case "mp_reset":
      return 4;
  }
}

function capableBytes({ keys, dataLength, checksum }: MpCapableOption): number {
  const sum = checksum === undefined || checksum === "none" ? 0 : 2;
  return 4 + 8 * keys.length + (dataLength === undefined ? 0 : 2) + sum;
}

/** A mapping has a subflow sequence number and a length besides its data sequence number. */
function dssBytes({ dack, dsn, checksum }: DssOption): number {
  const mapping = dsn === undefined ? 0 : dsn.octets + 6 + (checksum === "none" ? 0 : 2);
  return 4 + (dack?.octets ?? 0) + mapping;
}

function addAddressBytes({ address, port, hmac }: AddAddressOption): number {
  const addressBytes = address?.literal?.version === 6 ? 16 : 4;
  return 4 + addressBytes + (port === undefined ? 0 : 2) + (hmac === undefined ? 0 : 8);
}
