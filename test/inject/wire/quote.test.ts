// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeQuote, encodeQuote, type Quote } from "../../../src/inject/wire/quote.js";
import { bytesOf, u16, u32 } from "./arbitrary.js";
import { DATA_V6, FRAG_NEEDED_V4, GRE_V4, SYN_V4, UDP_V4 } from "./frames.js";

const addresses = fc.constantFrom(4, 16).chain((width) =>
  fc.record({
    source: bytesOf(width),
    destination: bytesOf(width),
    sourcePort: u16,
    destinationPort: u16,
  }),
);
const payloadLength = fc.integer({ min: 0, max: 65000 });

const quote: fc.Arbitrary<Quote> = fc.oneof(
  fc
    .tuple(addresses, u32, payloadLength)
    .map(([tuple, sequence, length]): Quote => ({ ...tuple, type: "tcp", sequence, payloadLength: length })),
  fc
    .tuple(addresses, payloadLength)
    .map(([tuple, length]): Quote => ({ ...tuple, type: "udp", payloadLength: length })),
  fc.tuple(addresses, fc.integer({ min: 0, max: 9 }), fc.nat(0xffff_ffff), u16).map(
    ([tuple, packetType, low, high]): Quote => ({
      ...tuple,
      type: "dccp",
      packetType,
      sequence: high * 2 ** 32 + low,
      payloadLength: 0,
    }),
  ),
  fc
    .tuple(addresses, payloadLength, u16)
    .map(
      ([tuple, length, coverage]): Quote => ({ ...tuple, type: "udplite", payloadLength: length, coverage }),
    ),
);

const quoteInUdp: fc.Arbitrary<Quote> = fc
  .tuple(addresses, fc.record({ sourcePort: u16, destinationPort: u16 }), u32, fc.constantFrom("sctp", "tcp"))
  .map(
    ([tuple, carrier, number, type]): Quote =>
      type === "sctp"
        ? { ...tuple, carrier, type: "sctp", verificationTag: number, payloadLength: 0 }
        : { ...tuple, carrier, type: "tcp", sequence: number, payloadLength: 9 },
  );

describe("quoted packets", () => {
  it("are read back in UDP if that is known to carry them, and otherwise as UDP", () => {
    fc.assert(
      fc.property(quoteInUdp, (original) => {
        const bytes = encodeQuote(original);
        const { type, sourcePort } = original;
        const inUdp = (ports: { sourcePort: number }) =>
          ports.sourcePort === sourcePort && (type === "sctp" || type === "tcp") ? type : undefined;
        expect(decodeQuote(bytes, inUdp)).toEqual(original);
        expect(decodeQuote(bytes)).toMatchObject({ type: "udp", ...original.carrier });
      }),
    );
  });

  it("are read back as they were written", () => {
    fc.assert(
      fc.property(quote, (original) => {
        expect(decodeQuote(encodeQuote(original))).toEqual(original);
      }),
    );
  });

  it("are read from whole packets, too", () => {
    expect(decodeQuote(SYN_V4)).toMatchObject({
      type: "tcp",
      sourcePort: 1234,
      sequence: 0,
      payloadLength: 0,
    });
    expect(decodeQuote(DATA_V6)).toMatchObject({ type: "tcp", sequence: 0x01020304, payloadLength: 5 });
    expect(decodeQuote(UDP_V4)).toMatchObject({ type: "udp", destinationPort: 40001, payloadLength: 3 });
  });

  it.each([
    ["nothing", SYN_V4.subarray(0, 0)],
    ["too little of the transport header", SYN_V4.subarray(0, 27)],
    ["too little of the IPv6 header", DATA_V6.subarray(0, 30)],
    ["what has no ports", GRE_V4],
    ["ICMP about ICMP", FRAG_NEEDED_V4],
    ["no IP", Uint8Array.of(0x55, ...SYN_V4.subarray(1))],
  ])("are not read from %s", (_name, bytes) => {
    expect(decodeQuote(bytes)).toBeUndefined();
  });
});
