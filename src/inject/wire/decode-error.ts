// SPDX-License-Identifier: GPL-2.0

/** The header a decoder was reading. */
export type Layer =
  | "ip"
  | "ipv4"
  | "ipv6"
  | "ipv6-extension"
  | "gre"
  | "mpls"
  | "tcp"
  | "udp"
  | "sctp"
  | "dccp"
  | "udplite"
  | "icmpv4"
  | "icmpv6";

/**
 * Why bytes are not a packet: `truncated` means they end inside a header or before its stated
 * length, `bad-length` that a length field contradicts itself, `bad-version` that an IP header
 * was expected and something else is there.
 */
export interface DecodeError {
  readonly type: "decode-error";
  readonly code: "truncated" | "bad-length" | "bad-version";
  readonly layer: Layer;
  /** Where the offending header starts, in bytes from the start of the frame. */
  readonly offset: number;
  readonly message: string;
}

export function decodeError(
  code: DecodeError["code"],
  layer: Layer,
  offset: number,
  message: string,
): DecodeError {
  return {
    type: "decode-error",
    code,
    layer,
    offset,
    message: `${layer} header at byte ${offset}: ${message}`,
  };
}

export function isDecodeError(value: object): value is DecodeError {
  return "type" in value && value.type === "decode-error";
}
