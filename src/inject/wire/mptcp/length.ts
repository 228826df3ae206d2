// SPDX-License-Identifier: GPL-2.0

import type { DataMapping, MpCapable, MptcpOption } from "./option.js";

/** Flags of a DSS, RFC 8684 section 3.3. */
export const DSS = { DACK: 0x01, DACK_8: 0x02, MAPPING: 0x04, DSN_8: 0x08, FIN: 0x10 } as const;

/** Bytes of an option after its kind and its length. */
export function mptcpDataLength(option: MptcpOption): number {
  switch (option.type) {
    case "mp_capable":
      return capableLength(option);
    case "mp_join_syn":
      return 10;
    case "mp_join_syn_ack":
      return 14;
    case "mp_join_ack":
      return 22;
    case "dss":
      return 2 + (option.dack?.octets ?? 0) + (option.mapping ? mappingLength(option.mapping) : 0);
    case "add_address": {
      const { address, port, hmac } = option;
      return 2 + address.length + (port === undefined ? 0 : 2) + (hmac === undefined ? 0 : 8);
    }
    case "remove_address":
      return 1 + option.addressIds.length;
    case "mp_prio":
      return option.addressId === undefined ? 1 : 2;
    case "mp_fail":
    case "mp_fastclose":
      return 10;
    case "mp_reset":
      return 2;
  }
}

function capableLength({ keys, dataLength, checksum }: MpCapable): number {
  return 2 + 8 * keys.length + (dataLength === undefined ? 0 : 2) + (checksum === undefined ? 0 : 2);
}

function mappingLength({ dsn, checksum }: DataMapping): number {
  return dsn.octets + 6 + (checksum === undefined ? 0 : 2);
}
