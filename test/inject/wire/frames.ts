// SPDX-License-Identifier: GPL-2.0

/** Bytes from hex digits; blanks are there for the reader. */
export function hex(digits: string): Uint8Array {
  return Uint8Array.from(digits.replaceAll(/\s/g, "").match(/../g) ?? [], (pair) =>
    Number.parseInt(pair, 16),
  );
}

/** IPv4, TCP: S 0:0(0) win 32792 <mss 1000,sackOK,nop,nop,nop,wscale 10> from 192.0.2.1:1234. */
export const SYN_V4 = hex(`
  45000034 00000000 4006f819 c0000201 c0a80001
  04d2 1f90 00000000 00000000 8002 8018 49b5 0000
  020403e8 0402 01 01 01 03030a`);

/** IPv6 with class 2 and label 0xabcde, TCP: P. with "hello" to 2001:db8::1 port 1234. */
export const DATA_V6 = hex(`
  602abcde 0019 06 40 fd3d0a0b17d600000000000000000001 20010db8000000000000000000000001
  1f90 04d2 01020304 fffefdfc 5018 01f6 f6c1 0000
  68656c6c6f`);

/** IPv4, UDP 40000 > 40001, "abc". */
export const UDP_V4 = hex(`
  4500001f 00000000 401166cc 0a000001 0a000002
  9c40 9c41 000b eef0 616263`);

/** The same of UDP-Lite, with the header and "a" covered. */
export const LITE_V4 = hex(`
  4500001f 00000000 40886655 0a000001 0a000002
  9c40 9c41 0009 51de 616263`);

/** ICMPv4 unreachable, frag_needed, mtu 1200, about a TCP segment 8080 > 1234 with sequence 1. */
export const FRAG_NEEDED_V4 = hex(`
  45000038 00000000 4001f81a c0000201 c0a80001
  0304 d3e8 0000 04b0
  450003fc 00000000 4006f451 c0a80001 c0000201 1f90 04d2 00000001`);

/** ICMPv6 echo request, identifier 7, sequence 1, "ping". */
export const ECHO_V6 = hex(`
  60000000 000c 3a 40 fe800000000000000000000000000001 fe800000000000000000000000000002
  80 00 a3db 0007 0001 70696e67`);

/** UDP_V4 in GRE with key 7 and sequence number 9. */
export const GRE_V4 = hex(`
  4500003f 00000000 402ff68c c0000201 c0000202
  3000 0800 00000007 00000009
  4500001f 00000000 401166cc 0a000001 0a000002 9c40 9c41 000b eef0 616263`);

/** IPv6 with a type 2 routing header: the UDP checksum counts 2001:db8::99 as the destination. */
export const ROUTED_V6 = hex(`
  60000000 0023 2b 40 20010db8000000000000000000000001 20010db8000000000000000000000002
  11 02 02 01 00000000 20010db8000000000000000000000099
  9c40 9c41 000b a6e7 616263`);

/** IPv6 with a fragment header and four bytes of a fragment behind. */
export const FRAGMENT_V6 = hex(`
  60000000 000c 2c 40 fe800000000000000000000000000001 fe800000000000000000000000000002
  06 00 0009 12345678 01020304`);
