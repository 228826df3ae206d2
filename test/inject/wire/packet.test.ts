// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAddress } from "../../../src/inject/wire/address.js";
import { internetChecksum, sumWords } from "../../../src/inject/wire/checksum.js";
import { decode } from "../../../src/inject/wire/decode.js";
import { isDecodeError } from "../../../src/inject/wire/decode-error.js";
import { encode } from "../../../src/inject/wire/encode.js";
import { innerIp, type Packet, transport } from "../../../src/inject/wire/packet.js";
import { packet } from "./arbitrary.js";
import {
  DATA_V6,
  ECHO_V6,
  FRAG_NEEDED_V4,
  FRAGMENT_V6,
  GRE_V4,
  hex,
  LITE_V4,
  ROUTED_V6,
  SYN_V4,
  UDP_V4,
} from "./frames.js";

function decoded(bytes: Uint8Array): Packet {
  const result = decode(bytes);
  if (isDecodeError(result)) throw new Error(result.message);
  return result;
}

function errorOf(bytes: Uint8Array): string {
  const result = decode(bytes);
  if (!isDecodeError(result)) throw new Error("decoded, but should not");
  return `${result.code} ${result.layer} @${result.offset}`;
}

/** The frame with some bytes replaced. */
function patched(frame: Uint8Array, at: number, digits: string): Uint8Array {
  const bytes = frame.slice();
  bytes.set(hex(digits), at);
  return bytes;
}

describe("decode", () => {
  it("takes an IPv4 TCP segment apart", () => {
    expect(decoded(SYN_V4)).toEqual({
      headers: [
        {
          type: "ipv4",
          tos: 0,
          id: 0,
          flags: 0,
          fragmentOffset: 0,
          ttl: 64,
          protocol: 6,
          source: parseAddress("192.0.2.1"),
          destination: parseAddress("192.168.0.1"),
          options: hex(""),
        },
        {
          type: "tcp",
          sourcePort: 1234,
          destinationPort: 8080,
          sequence: 0,
          acknowledgment: 0,
          flags: 2,
          reserved: 0,
          window: 32792,
          urgentPointer: 0,
          options: [
            { type: "mss", value: 1000 },
            { type: "sackOK" },
            { type: "nop" },
            { type: "nop" },
            { type: "nop" },
            { type: "wscale", shift: 10 },
          ],
        },
      ],
      payload: hex(""),
    });
  });

  it("takes an IPv6 TCP segment apart", () => {
    expect(decoded(DATA_V6)).toEqual({
      headers: [
        {
          type: "ipv6",
          trafficClass: 2,
          flowLabel: 0xabcde,
          nextHeader: 6,
          hopLimit: 64,
          source: parseAddress("fd3d:a0b:17d6::1"),
          destination: parseAddress("2001:db8::1"),
        },
        {
          type: "tcp",
          sourcePort: 8080,
          destinationPort: 1234,
          sequence: 0x01020304,
          acknowledgment: 0xfffefdfc,
          flags: 0x18,
          reserved: 0,
          window: 502,
          urgentPointer: 0,
          options: [],
        },
      ],
      payload: new TextEncoder().encode("hello"),
    });
  });

  it("takes UDP, ICMPv4 and ICMPv6 apart", () => {
    expect(transport(decoded(UDP_V4))).toEqual({ type: "udp", sourcePort: 40000, destinationPort: 40001 });
    expect(transport(decoded(FRAG_NEEDED_V4))).toEqual({ type: "icmpv4", icmpType: 3, code: 4, rest: 1200 });
    expect(transport(decoded(ECHO_V6))).toEqual({ type: "icmpv6", icmpType: 128, code: 0, rest: 0x00070001 });
  });

  it("covers of UDP-Lite what it says", () => {
    const right = { type: "udplite", sourcePort: 40000, destinationPort: 40001, coverage: 9 };
    expect(transport(decoded(LITE_V4))).toEqual(right);
    expect(transport(decoded(patched(LITE_V4, 29, "ffff")))).toEqual(right);
    expect(transport(decoded(patched(LITE_V4, 28, "ff")))).toHaveProperty("checksum");
    expect(transport(decoded(patched(LITE_V4, 24, "0000")))).toHaveProperty("checksum");
  });

  it("goes through a GRE tunnel", () => {
    const { headers, payload } = decoded(GRE_V4);
    expect(headers.map(({ type }) => type)).toEqual(["ipv4", "gre", "ipv4", "udp"]);
    expect(headers[1]).toEqual({ type: "gre", flags: 0x3000, protocol: 0x0800, key: 7, sequence: 9 });
    expect(payload).toEqual(hex("616263"));
  });

  it("finds the innermost IP header", () => {
    expect(innerIp(decoded(GRE_V4))?.source).toEqual(parseAddress("10.0.0.1"));
  });

  it("checks against the final destination that a routing header names", () => {
    const { headers } = decoded(ROUTED_V6);
    expect(headers.map(({ type }) => type)).toEqual(["ipv6", "ipv6-extension", "udp"]);
    expect(headers[2]).not.toHaveProperty("checksum");
  });

  it("takes all ones for a TCP checksum of zero, and for no other", () => {
    const right = internetChecksum(
      patched(SYN_V4, 36, "0000"),
      20,
      SYN_V4.length,
      6 + 32 + sumWords(SYN_V4, 12, 20),
    );
    // The urgent pointer takes what the checksum held: the sum is all ones then.
    const zero = patched(patched(SYN_V4, 36, "0000"), 38, right.toString(16).padStart(4, "0"));
    expect(transport(decoded(zero))).not.toHaveProperty("checksum");
    const ones = patched(zero, 36, "ffff");
    expect(transport(decoded(ones))).toHaveProperty("mangledZero", true);
    expect(transport(decoded(ones))).not.toHaveProperty("checksum");
    expect(encode(decoded(ones))).toEqual(ones);
    expect(transport(decoded(patched(SYN_V4, 36, "ffff")))).toHaveProperty("checksum", 0xffff);
  });

  it("shows a checksum only if it is wrong", () => {
    expect(innerIp(decoded(patched(SYN_V4, 10, "beef")))).toHaveProperty("checksum", 0xbeef);
    expect(transport(decoded(patched(SYN_V4, 36, "beef")))).toHaveProperty("checksum", 0xbeef);
    expect(transport(decoded(patched(UDP_V4, 26, "0000")))).toHaveProperty("checksum", 0);
  });

  it("leaves a fragment's data alone", () => {
    const first = decoded(patched(UDP_V4, 6, "2000 40 11 46cc"));
    expect(first.headers.map(({ type }) => type)).toEqual(["ipv4"]);
    expect(first.payload).toEqual(UDP_V4.subarray(20));
    const later = decoded(patched(UDP_V4, 6, "0001 40 11 66cb"));
    expect(later.headers).toMatchObject([{ type: "ipv4", fragmentOffset: 1 }]);
  });

  it("reads an IPv6 fragment header", () => {
    expect(decoded(FRAGMENT_V6)).toMatchObject({
      headers: [
        { type: "ipv6", nextHeader: 44 },
        { type: "ipv6-fragment", nextHeader: 6, offset: 1, moreFragments: true, identification: 0x12345678 },
      ],
      payload: hex("01020304"),
    });
    expect(encode(decoded(FRAGMENT_V6))).toEqual(FRAGMENT_V6);
  });

  it("keeps what follows the packet in the frame", () => {
    const padded = Uint8Array.from([...UDP_V4, 0, 0, 7]);
    expect(decoded(padded).trailer).toEqual(hex("000007"));
    expect(encode(decoded(padded))).toEqual(padded);
  });

  it.each([
    ["no bytes", hex(""), "truncated ip @0"],
    ["IP version 5", patched(SYN_V4, 0, "55"), "bad-version ip @0"],
    ["half an IPv4 header", SYN_V4.subarray(0, 10), "truncated ipv4 @0"],
    ["an IPv4 header length of 16", patched(SYN_V4, 0, "44"), "bad-length ipv4 @0"],
    ["less than the total length", SYN_V4.subarray(0, 51), "truncated ipv4 @0"],
    ["a total length below the header", patched(SYN_V4, 2, "0010"), "bad-length ipv4 @0"],
    ["half an IPv6 header", DATA_V6.subarray(0, 39), "truncated ipv6 @0"],
    ["less than the payload length", DATA_V6.subarray(0, 64), "truncated ipv6 @0"],
    ["TCP cut short by IP", patched(SYN_V4, 2, "0020"), "truncated tcp @20"],
    ["a data offset of 16", patched(SYN_V4, 32, "40"), "bad-length tcp @20"],
    ["a data offset past the end", patched(SYN_V4, 32, "f0"), "bad-length tcp @20"],
    ["UDP cut short by IP", patched(UDP_V4, 2, "0018"), "truncated udp @20"],
    ["UDP-Lite cut short by IP", patched(LITE_V4, 2, "0018"), "truncated udplite @20"],
    ["ICMP cut short by IP", patched(FRAG_NEEDED_V4, 2, "0018"), "truncated icmpv4 @20"],
    ["a tunnel that holds more than its packet", patched(GRE_V4, 34, "001e"), "bad-length ipv4 @32"],
    ["a routing header past the end", patched(ROUTED_V6, 41, "09"), "truncated ipv6-extension @40"],
  ])("reports %s", (_name, bytes, error) => {
    expect(errorOf(bytes)).toBe(error);
  });

  it("never throws, and what it accepts it can put back together", () => {
    const frame = fc.constantFrom(
      SYN_V4,
      DATA_V6,
      UDP_V4,
      LITE_V4,
      FRAG_NEEDED_V4,
      ECHO_V6,
      GRE_V4,
      ROUTED_V6,
    );
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 });
    fc.assert(
      fc.property(frame, damage, fc.nat(), (original, changes, cut) => {
        const bytes = original.slice(0, original.length - (cut % 3 === 0 ? cut % original.length : 0));
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const result = decode(bytes);
        if (!isDecodeError(result)) expect(encode(result)).toEqual(bytes);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("encode", () => {
  it.each([
    ["TCP over IPv4", SYN_V4],
    ["TCP over IPv6", DATA_V6],
    ["UDP", UDP_V4],
    ["UDP-Lite", LITE_V4],
    ["ICMPv4", FRAG_NEEDED_V4],
    ["ICMPv6", ECHO_V6],
    ["GRE", GRE_V4],
    ["a routing header", ROUTED_V6],
  ])("gives back the bytes of %s", (_name, frame) => {
    expect(encode(decoded(frame))).toEqual(frame);
  });

  it("is the inverse of decode", () => {
    fc.assert(
      fc.property(packet, (original) => {
        expect(decoded(encode(original))).toEqual(original);
      }),
      { numRuns: 500 },
    );
  });

  it("writes deliberate bad values", () => {
    const [ip, tcp] = decoded(SYN_V4).headers;
    if (ip?.type !== "ipv4" || tcp?.type !== "tcp") throw new Error("not TCP over IPv4");
    const bytes = encode({
      headers: [
        { ...ip, totalLength: 9, checksum: 1 },
        { ...tcp, dataOffset: 15, checksum: 2 },
      ],
      payload: hex(""),
    });
    expect(bytes.subarray(2, 4)).toEqual(hex("0009"));
    expect(bytes.subarray(10, 12)).toEqual(hex("0001"));
    expect(bytes.subarray(32, 33)).toEqual(hex("f0"));
    expect(bytes.subarray(36, 38)).toEqual(hex("0002"));
  });

  it("pads TCP options with end-of-list bytes", () => {
    const [ip, tcp] = decoded(SYN_V4).headers;
    if (ip?.type !== "ipv4" || tcp?.type !== "tcp") throw new Error("not TCP over IPv4");
    const bytes = encode({
      headers: [ip, { ...tcp, options: [{ type: "wscale", shift: 7 }] }],
      payload: hex(""),
    });
    expect(transport(decoded(bytes))).toMatchObject({
      options: [{ type: "wscale", shift: 7 }, { type: "eol" }],
    });
  });

  it("holds a GSO packet of more than the MTU", () => {
    const { headers } = decoded(SYN_V4);
    const data = new Uint8Array(60_000).map((_, i) => i);
    const again = decoded(encode({ headers, payload: data }));
    expect(again.headers).toEqual(headers);
    expect(Buffer.compare(again.payload, data)).toBe(0);
  });

  it("sends a UDP checksum of zero as all ones", () => {
    const [ip] = decoded(UDP_V4).headers;
    if (ip?.type !== "ipv4") throw new Error("not IPv4");
    const zeros = { source: new Uint8Array(4), destination: new Uint8Array(4) };
    // 17 (protocol) + 10 (length, twice) + 2 (payload) + ports = 0xffff
    const udp = { type: "udp", sourcePort: 0xffff - 17 - 10 - 10 - 2, destinationPort: 0 } as const;
    const bytes = encode({ headers: [{ ...ip, ...zeros }, udp], payload: hex("0002") });
    expect(bytes.subarray(26, 28)).toEqual(hex("ffff"));
    expect(transport(decoded(bytes))).toEqual(udp);
  });
});
