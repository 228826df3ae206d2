// SPDX-License-Identifier: GPL-2.0

/** Byte offsets in the generic header, RFC 4340 section 5.1, and the length of its short form. */
export const DCCP = {
  sourcePort: 0,
  destinationPort: 2,
  dataOffset: 4,
  /** CCVal and CsCov. */
  coverage: 5,
  checksum: 6,
  /** Reserved bits, type, and the X bit. */
  type: 8,
  /** Of the form with 48-bit numbers. */
  reserved: 9,
  shortHeader: 12,
  header: 16,
} as const;

/** Packet types, section 5.1. */
export const DCCP_TYPE = {
  REQUEST: 0,
  RESPONSE: 1,
  DATA: 2,
  ACK: 3,
  DATA_ACK: 4,
  CLOSE_REQ: 5,
  CLOSE: 6,
  RESET: 7,
  SYNC: 8,
  SYNC_ACK: 9,
} as const;

/** Those above are reserved. */
export const HIGHEST_TYPE = DCCP_TYPE.SYNC_ACK;

/** Bytes of a sequence or acknowledgment number. */
export function numberOctets(extended: boolean): number {
  return extended ? 6 : 3;
}

/** Bytes of the generic header; its last ones are the sequence number. */
export function basicLength(extended: boolean): number {
  return extended ? DCCP.header : DCCP.shortHeader;
}

/** Where the fields of a type begin, counted from the header; undefined for those it has not. */
export interface Subheader {
  /** The number itself, behind reserved bits: 8, or 16 in front of 48 bits; section 5.3. */
  readonly acknowledgment?: number;
  /** Four bytes: the service code of Request and Response, code and data of Reset. */
  readonly fields?: number;
}

/** Sections 5.2 to 5.7. */
export function subheader(packetType: number, extended: boolean): Subheader {
  const basic = basicLength(extended);
  const acknowledgment = basic + (extended ? 2 : 1);
  const behind = acknowledgment + numberOctets(extended);
  switch (packetType) {
    case DCCP_TYPE.REQUEST:
      return { fields: basic };
    case DCCP_TYPE.DATA:
      return {};
    case DCCP_TYPE.RESPONSE:
    case DCCP_TYPE.RESET:
      return { acknowledgment, fields: behind };
    default:
      return { acknowledgment };
  }
}

/** Bytes of a header without options. */
export function headerLength(packetType: number, extended: boolean): number {
  const { acknowledgment, fields } = subheader(packetType, extended);
  if (fields !== undefined) return fields + 4;
  return acknowledgment === undefined ? basicLength(extended) : acknowledgment + numberOctets(extended);
}
