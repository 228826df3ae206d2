// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printPacket } from "../../src/dsl/print.js";
import { expectPacket, inject } from "../../src/inject/inject.js";
import { Connections } from "../../src/inject/mapping/connections.js";
import { toAst } from "../../src/inject/to-ast/packet.js";
import { getU16, setU16 } from "../../src/inject/wire/bytes.js";
import { internetChecksum } from "../../src/inject/wire/checksum.js";
import { decode } from "../../src/inject/wire/decode.js";
import { isDecodeError } from "../../src/inject/wire/decode-error.js";
import { encode } from "../../src/inject/wire/encode.js";
import type { Packet } from "../../src/inject/wire/packet.js";
import { addressSum } from "../../src/inject/wire/pseudo-header.js";
import { sctpChecksum } from "../../src/inject/wire/sctp/header.js";
import { scriptPacket, V4, V6 } from "./script.js";
import { ipv4Header, ipv6Header, sctpHeader, tcpHeader, udpHeader } from "./wire/arbitrary.js";

const IP_UDP = 17;

const ip = fc.oneof(ipv4Header(IP_UDP), ipv6Header(IP_UDP));

function decoded(frame: Uint8Array, connections?: Connections): Packet {
  const packet = decode(frame, connections?.carriers.inUdp);
  if (isDecodeError(packet)) throw new Error(packet.message);
  return packet;
}

/** A script that has an SCTP association in UDP, as far as its INIT. */
function begun(addresses = V4): Connections {
  const connections = new Connections(addresses);
  inject(
    connections,
    scriptPacket("< sctp/udp(4000 > 9899): INIT[flgs=0, tag=1, a_rwnd=1500, os=1, is=1, tsn=0]"),
  );
  return connections;
}

/** What the kernel sends: the packet that is injected, the other way. */
function answer(text: string, change: (frame: Uint8Array) => void = () => {}): Packet {
  const { packet } = inject(begun(), scriptPacket(text));
  const [ip, udp] = packet.headers;
  const sctp = packet.headers.at(-1);
  if (ip?.type !== "ipv4" || sctp?.type !== "sctp") throw new Error("no SCTP");
  const ports = { sourcePort: sctp.destinationPort, destinationPort: sctp.sourcePort };
  const turned = { ...ip, source: ip.destination, destination: ip.source };
  const carrier =
    udp?.type === "udp" ? [{ ...udp, sourcePort: udp.destinationPort, destinationPort: udp.sourcePort }] : [];
  const frame = encode({ ...packet, headers: [turned, ...carrier, { ...sctp, ...ports }] });
  change(frame);
  return decoded(frame, begun());
}

function differences(expected: string, actual: Packet): readonly string[] {
  const offer = expectPacket(begun(), scriptPacket(expected)).offer(actual);
  if (offer.type !== "complete") throw new Error(offer.type);
  return offer.differences.map(({ field, expected, actual }) => `${field}: ${expected} / ${actual}`);
}

describe("on the wire", () => {
  const hasChunks = sctpHeader.filter(
    ({ chunks, sourcePort, destinationPort }) => chunks.length > 0 && sourcePort * destinationPort > 0,
  );

  it("SCTP with a right CRC32c is found in any datagram, and stays the same bytes", () => {
    fc.assert(
      fc.property(ip, udpHeader, hasChunks, (outer, udp, sctp) => {
        const packet = { headers: [outer, udp, sctp], payload: new Uint8Array(0) };
        const frame = encode(packet);
        expect(decode(frame)).toEqual(packet);
        expect(encode(decoded(frame))).toEqual(frame);
      }),
    );
  });

  it("both checksums are right", () => {
    fc.assert(
      fc.property(ip, udpHeader, hasChunks, (outer, udp, sctp) => {
        const frame = encode({ headers: [outer, udp, sctp], payload: new Uint8Array(0) });
        const start = outer.type === "ipv4" ? 20 + outer.options.length : 40;
        const length = frame.length - start;
        const pseudoHeader = addressSum(outer) + IP_UDP + length;
        expect(internetChecksum(frame, start, frame.length, pseudoHeader)).toBe(0);
        const inside = frame.subarray(start + 8);
        expect(new DataView(inside.buffer, inside.byteOffset).getUint32(8, true)).toBe(
          sctpChecksum(inside, 0, inside.length),
        );
      }),
    );
  });

  it("SCTP with a wrong one, and TCP, are found where ports tell, and stay the same bytes", () => {
    fc.assert(
      fc.property(ip, udpHeader, fc.oneof(hasChunks, tcpHeader), fc.nat(100), (outer, udp, inner, length) => {
        const wrong = inner.type === "sctp" ? { ...inner, checksum: 1 } : inner;
        const payload = new Uint8Array(inner.type === "sctp" ? 0 : length);
        const packet = { headers: [outer, udp, wrong], payload };
        const frame = encode(packet);
        const told = decode(frame, () => inner.type);
        expect(told).toEqual(packet);
        expect(decode(frame)).toMatchObject({ headers: [outer, udp] });
        expect(encode(decoded(frame))).toEqual(frame);
      }),
    );
  });

  it.each([
    ["nothing", new Uint8Array(0)],
    ["zeros", new Uint8Array(64)],
    ["too little", new Uint8Array(11).fill(1)],
    ["a header alone", new Uint8Array(12).fill(1)],
    ["other bytes", new Uint8Array(64).fill(1)],
  ])("payload is payload: %s", (_name, payload) => {
    const { packet } = inject(new Connections(V6), scriptPacket("< udp 1 > 2 (0)"));
    const frame = encode({ ...packet, payload });
    for (const inUdp of [undefined, () => "sctp" as const, () => "tcp" as const]) {
      const plain = decode(frame, payload.length < 12 ? inUdp : undefined);
      expect(plain).toMatchObject({ headers: packet.headers, payload });
    }
  });
});

describe("in scripts", () => {
  it.each([
    "< sctp/udp(4000 > 9899): COOKIE_ACK[flgs=0]",
    "< sctp(bad_crc32c)/udp(4000 > 9899): COOKIE_ACK[flgs=0]",
    "< sctp/udp(4000 > 9899 bad_checksum): COOKIE_ACK[flgs=0]",
    "< sctp/udp(4000 > 9899 zero_checksum): COOKIE_ACK[flgs=0]",
    "< [ect0] sctp/udp(4000 > 9899): DATA[flgs=BE, len=116, tsn=1, sid=0, ssn=0, ppid=0]",
  ])("%s is printed as it was written", (text) => {
    for (const addresses of [V4, V6]) {
      const connections = begun(addresses);
      const { connection, frame } = inject(connections, scriptPacket(text));
      expect(printPacket(toAst(decoded(frame, connections), "inbound", { connection }))).toBe(text);
    }
  });

  it("TCP is printed as it was written", () => {
    const connections = new Connections(V4);
    const text = "< S 0:0(0) win 65535 <mss 1000> /udp(4000 > 5555)";
    const { connection, frame } = inject(connections, scriptPacket(text));
    expect(printPacket(toAst(decoded(frame, connections), "inbound", { connection }))).toBe(text);
    expect(printPacket(toAst(decoded(frame), "inbound"))).toBe(
      '< udp 4000 > 5555 (24) "\\xc0\\x00\\x1f\\x90\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00`\\x02\\xff\\xff"...',
    );
  });

  it("a wrong checksum is that of the UDP header, and it is wrong", () => {
    const of = (odd: string): number =>
      getU16(inject(begun(), scriptPacket(`< sctp/udp(4000 > 9899${odd}): COOKIE_ACK[flgs=0]`)).frame, 26);
    expect(of(" zero_checksum")).toBe(0);
    expect(of(" bad_checksum")).not.toBe(of(""));
    expect(of("")).not.toBe(0);
  });

  const WANTED = "> sctp/udp(9899 > 4000): COOKIE_ACK[flgs=0]";
  const LIVE = "< sctp(tag=1)/udp(4000 > 9899): COOKIE_ACK[flgs=0]";

  it.each([
    ["nothing", WANTED, LIVE, []],
    [
      "ports",
      WANTED,
      "< sctp(tag=1)/udp(4001 > 9898): COOKIE_ACK[flgs=0]",
      ["udp.source port: 9899 / 9898", "udp.destination port: 4000 / 4001"],
    ],
    [
      "a checksum",
      WANTED,
      "< sctp(tag=1)/udp(4000 > 9899 zero_checksum): COOKIE_ACK[flgs=0]",
      ["udp.checksum: the right one / 0x0"],
    ],
    [
      "no checksum",
      "> sctp/udp(9899 > 4000 zero_checksum): COOKIE_ACK[flgs=0]",
      LIVE,
      ["udp.checksum: 0x0 / the right one"],
    ],
    [
      "the CRC32c",
      WANTED,
      "< sctp(tag=1, zero_checksum)/udp(4000 > 9899): COOKIE_ACK[flgs=0]",
      ["sctp.checksum: the right one / 0x0"],
    ],
    [
      "the packet",
      WANTED,
      "< sctp(tag=1)/udp(4000 > 9899): SHUTDOWN_ACK[flgs=0]",
      ["sctp: COOKIE_ACK / SHUTDOWN_ACK"],
    ],
    [
      "UDP that is missing",
      WANTED,
      "< sctp(tag=1): COOKIE_ACK[flgs=0]",
      ["headers: ipv4, udp, sctp / ipv4, sctp"],
    ],
    ["UDP that is not wanted", "> sctp: COOKIE_ACK[flgs=0]", LIVE, ["headers: ipv4, sctp / ipv4, udp, sctp"]],
  ])("what differs has a name: %s", (_name, expected, live, wanted) => {
    expect(differences(expected, answer(live))).toEqual(wanted);
  });

  it("the length of UDP is compared", () => {
    const actual = answer(LIVE, (frame) => setU16(frame, 24, 30));
    expect(differences(WANTED, actual)).toContain("udp.length: 24 / 30");
  });

  it.each([
    "< icmp unreachable port_unreachable [sctp (1) /udp(9899 > 4000)]",
    "< icmp unreachable frag_needed mtu 1000 [sctp (7) /udp(9899 > 4000)]",
  ])("%s is printed as it was written", (text) => {
    const connections = begun();
    const { connection, frame } = inject(connections, scriptPacket(text));
    expect(printPacket(toAst(decoded(frame), "inbound", { connection }))).toBe(text);
  });
});
