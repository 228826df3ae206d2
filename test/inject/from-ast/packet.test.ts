// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { inject } from "../../../src/inject/inject.js";
import { claims } from "../../../src/inject/mapping/claims.js";
import { Connections } from "../../../src/inject/mapping/connections.js";
import type { RunAddresses } from "../../../src/inject/mapping/endpoint.js";
import { PacketError } from "../../../src/inject/packet-error.js";
import { formatAddress } from "../../../src/inject/wire/address.js";
import { encode } from "../../../src/inject/wire/encode.js";
import { transport } from "../../../src/inject/wire/packet.js";
import { decodeQuote } from "../../../src/inject/wire/quote.js";
import { decoded, kernelPacket, scriptPacket, V4, V6 } from "../script.js";

/** A connection that the script has opened with sequence number 10, and the kernel with 1000000. */
function established(addresses: RunAddresses = V4): Connections {
  const connections = new Connections(addresses);
  connections.socket(3, "tcp");
  connections.listen(3);
  const child = connections.forScript(scriptPacket("< S 10:10(0) win 100"));
  const expected = scriptPacket("> S. 0:0(0) ack 11").headers.at(-1);
  if (expected?.type === "tcp") child.sends(expected, 1_000_000);
  return connections;
}

function injected(text: string, connections = established()): ReturnType<typeof decoded> {
  return decoded(inject(connections, scriptPacket(text)).frame);
}

describe("TCP", () => {
  it("goes from the script's end to the kernel's, with zeros as payload", () => {
    const { headers, payload } = injected("< P. 1:6(5) ack 1 win 257");
    expect(headers).toMatchObject([
      {
        type: "ipv4",
        source: V4.remote,
        destination: V4.local,
        ttl: 255,
        tos: 0,
        id: 0,
        flags: 0,
        protocol: 6,
      },
      {
        type: "tcp",
        sourcePort: 49152,
        destinationPort: 8080,
        sequence: 11,
        acknowledgment: 1_000_001,
        flags: 0x18,
        window: 257,
        urgentPointer: 0,
        options: [],
      },
    ]);
    expect(payload).toEqual(new Uint8Array(5));
  });

  it("has absolute numbers in packets with SYN", () => {
    expect(transport(injected("< S. 7:7(0) ack 1 win 1"))).toMatchObject({
      sequence: 7,
      acknowledgment: 1_000_001,
    });
  });

  it("leaves the acknowledgment number alone without ACK", () => {
    expect(transport(injected("< R 1:1(0) ack 5 win 1"))).toMatchObject({ sequence: 11, acknowledgment: 5 });
  });

  it("moves SACK blocks with the acknowledgment number", () => {
    const segment = transport(injected("< . 1:1(0) ack 1 win 1 <nop,nop,sack 1001:2001 4294967295:1>"));
    expect(segment).toMatchObject({
      options: [
        { type: "nop" },
        { type: "nop" },
        {
          type: "sack",
          blocks: [
            { left: 1_001_001, right: 1_002_001 },
            { left: 999_999, right: 1_000_001 },
          ],
        },
      ],
    });
  });

  it("carries urgent pointer, flags, ECN and TTL", () => {
    const { headers } = injected("< [ce, ttl 3] FPU.EWA 1:1(0) ack 1 win 1 urg 9");
    expect(headers).toMatchObject([
      { tos: 3, ttl: 3 },
      { flags: 0x1f9, urgentPointer: 9 },
    ]);
  });

  it("goes over IPv6 in a run with such addresses", () => {
    const { headers } = injected(
      "< [tos 0x14, flowlabel 0x12345, ttl 3] . 1:1(0) ack 1 win 1",
      established(V6),
    );
    expect(headers[0]).toEqual({
      type: "ipv6",
      trafficClass: 0x14,
      flowLabel: 0x12345,
      nextHeader: 6,
      hopLimit: 3,
      source: V6.remote,
      destination: V6.local,
    });
  });

  it("takes ports from the script where it has some", () => {
    expect(transport(injected("< 5 > 6 . 1:1(0) ack 1 win 1"))).toMatchObject({
      sourcePort: 5,
      destinationPort: 6,
    });
    expect(transport(injected("< 5 > 0 . 1:1(0) ack 1 win 1"))).toMatchObject({
      sourcePort: 5,
      destinationPort: 8080,
    });
  });

  it("takes ports that name a connection for those it really has", () => {
    const connections = new Connections(V4);
    connections.socket(3, "tcp");
    connections.connect(3);
    const connection = connections.forScript(scriptPacket("> 1000 > 2000 S 0:0(0)"));
    claims(
      connection,
      kernelPacket("> S 0:0(0)", V4, { localPort: 40000, remotePort: 8080, isn: 77 }),
      "tcp",
    );
    const answer = injected("< 2000 > 1000 S. 5:5(0) ack 1 win 9", connections);
    expect(transport(answer)).toMatchObject({ sourcePort: 8080, destinationPort: 40000, acknowledgment: 78 });
  });

  it("echoes the timestamp that the kernel sent", () => {
    const connections = established();
    connections.underTest?.timestamps.learn(100, 777);
    const options = "<nop,nop,TS val 3 ecr 100>";
    expect(transport(injected(`< . 1:1(0) ack 1 win 1 ${options}`, connections))).toMatchObject({
      options: [{ type: "nop" }, { type: "nop" }, { type: "timestamps", value: 3, echo: 777 }],
    });
    expect(transport(injected("< S 1:1(0) win 1 <nop,nop,TS val 3 ecr 9>", connections))).toMatchObject({
      options: [{ type: "nop" }, { type: "nop" }, { type: "timestamps", value: 3, echo: 9 }],
    });
  });

  it("reckons the timestamp to echo only if it may", () => {
    const connections = established();
    connections.underTest?.timestamps.learn(100, 777);
    const packet = scriptPacket("< . 1:1(0) ack 1 win 1 <nop,nop,TS val 3 ecr 110>");
    expect(() => inject(connections, packet)).toThrow(
      "TS ecr 110: no outbound packet before this one had TS val 110",
    );
    const { packet: wire } = inject(connections, packet, { scaledEchoes: true });
    expect(transport(wire)).toMatchObject({ options: [{}, {}, { echo: 787 }] });
  });
});

describe("UDP", () => {
  it("goes to the socket under test", () => {
    const connections = new Connections(V4);
    connections.socket(3, "udp");
    const { headers, payload } = injected("< udp (100)", connections);
    expect(headers).toMatchObject([
      { protocol: 17 },
      { type: "udp", sourcePort: 8080, destinationPort: 8080 },
    ]);
    expect(payload).toHaveLength(100);
  });
});

describe("UDP-Lite", () => {
  function connection(): Connections {
    const connections = new Connections(V4);
    connections.socket(3, "udplite");
    return connections;
  }

  it("goes to the socket under test with its coverage", () => {
    const { headers, payload } = injected("< udplite (100, 20)", connection());
    expect(headers).toMatchObject([
      { protocol: 136 },
      { type: "udplite", sourcePort: 8080, destinationPort: 8080, coverage: 20 },
    ]);
    expect(headers[1]).not.toHaveProperty("checksum");
    expect(payload).toHaveLength(100);
  });

  it("is quoted with its coverage", () => {
    const { payload } = injected("< icmp unreachable port_unreachable [udplite (8, 9)]", connection());
    expect(decodeQuote(payload)).toMatchObject({ type: "udplite", payloadLength: 8, coverage: 9 });
    const { payload: other } = injected("< icmp unreachable port_unreachable", connection());
    expect(decodeQuote(other)).toMatchObject({ type: "udplite", payloadLength: 0, coverage: 0 });
  });
});

describe("odd checksums", () => {
  it.each([
    ["udp", "udp bad_checksum (5)"],
    ["udplite", "udplite bad_checksum (5, 8)"],
    ["udplite", "ipv6 fd00::1 > fd00::2: gre: udplite bad_checksum (5, 0)"],
  ] as const)("of %s are wrong, and neither 0 nor all ones: %s", (protocol, text) => {
    const connections = new Connections(V4);
    connections.socket(3, protocol);
    const { checksum } = { checksum: undefined, ...transport(injected(`< ${text}`, connections)) };
    expect(checksum).toBeTypeOf("number");
    expect([0, 0xffff]).not.toContain(checksum);
  });

  it.each([
    ["udp", "udp zero_checksum (5)"],
    ["udplite", "udplite zero_checksum (5, 8)"],
  ] as const)("of %s are 0: %s", (protocol, text) => {
    const connections = new Connections(V6);
    connections.socket(3, protocol);
    expect(transport(injected(`< ${text}`, connections))).toHaveProperty("checksum", 0);
  });
});

describe("ICMP", () => {
  it("quotes a segment that the kernel sent, with its live sequence number", () => {
    const { headers, payload } = injected("< icmp unreachable frag_needed mtu 1200 [1:1001(1000)]");
    expect(headers).toMatchObject([{ protocol: 1 }, { type: "icmpv4", icmpType: 3, code: 4, rest: 1200 }]);
    expect(decodeQuote(payload)).toEqual({
      type: "tcp",
      source: V4.local,
      destination: V4.remote,
      sourcePort: 8080,
      destinationPort: 49152,
      sequence: 1_000_001,
      payloadLength: 1000,
    });
  });

  it("has other numbers over IPv6", () => {
    const { headers, payload } = injected("< icmp packet_too_big mtu 1280 [1:1(0)]", established(V6));
    expect(headers).toMatchObject([{ nextHeader: 58 }, { type: "icmpv6", icmpType: 2, code: 0, rest: 1280 }]);
    expect(decodeQuote(payload)).toMatchObject({ source: V6.local, sequence: 1_000_001 });
  });

  it("quotes an empty segment if the script does not say what", () => {
    const { payload } = injected("< icmp unreachable host_unreachable");
    expect(decodeQuote(payload)).toMatchObject({ type: "tcp", sequence: 1_000_000, payloadLength: 0 });
  });

  it("quotes datagrams", () => {
    const connections = new Connections(V4);
    connections.socket(3, "udp");
    const { payload } = injected("< icmp unreachable port_unreachable [udp (8)]", connections);
    expect(decodeQuote(payload)).toMatchObject({ type: "udp", payloadLength: 8 });
    const { payload: other } = injected("< icmp unreachable port_unreachable", connections);
    expect(decodeQuote(other)).toMatchObject({ type: "udp", payloadLength: 0 });
  });

  it("has echo identifiers and plain lengths", () => {
    const connections = new Connections(V4);
    connections.socket(3, "icmp");
    const { headers, payload } = injected("< icmp echo_reply id 7 [raw (20)]", connections);
    expect(headers[1]).toMatchObject({ icmpType: 0, rest: 0x00070000 });
    expect(payload).toHaveLength(12);
  });

  it("has the MTU of a router advertisement in an option, RFC 4861 section 4.6.4", () => {
    const { headers, payload } = injected("< icmp router_advertisement mtu 1492", established(V6));
    expect(headers).toMatchObject([{ nextHeader: 58 }, { type: "icmpv6", icmpType: 134, code: 0, rest: 0 }]);
    expect(Buffer.from(payload).toString("hex")).toBe("000000000000000005010000000005d4");
    expect(injected("< icmp router_advertisement", established(V6)).payload).toEqual(new Uint8Array(8));
  });

  it("takes numbers for types and codes", () => {
    expect(transport(injected("< icmp type_13 code_5"))).toMatchObject({ icmpType: 13, code: 5 });
    expect(transport(injected("< icmp 3 code 1"))).toMatchObject({ icmpType: 3, code: 1 });
  });
});

describe("encapsulation", () => {
  it("puts the headers of the script in front", () => {
    const text = "< ipv4 [ttl 9] 1.2.3.4 > 5.6.7.8: gre flags [key present], key = 5: . 1:1(0) ack 1 win 1";
    const { headers } = injected(text);
    expect(headers).toMatchObject([
      { type: "ipv4", ttl: 9, protocol: 47 },
      { type: "gre", flags: 0x2000, protocol: 0x0800, key: 5 },
      { type: "ipv4", source: V4.remote },
      { type: "tcp", sequence: 11 },
    ]);
    const [outer] = headers;
    expect(outer?.type === "ipv4" && formatAddress(outer.source)).toBe("1.2.3.4");
  });

  it("stacks labels and IP in IP", () => {
    const text =
      "< ipv6 fd00::1 > fd00::2: gre: mpls (label 16, tc 1, ttl 64) (label 17, tc 0, [S], ttl 63): . 1:1(0) ack 1 win 1";
    expect(injected(text).headers).toMatchObject([
      { type: "ipv6", nextHeader: 47 },
      { type: "gre", flags: 0, protocol: 0x8847 },
      {
        type: "mpls",
        entries: [
          { label: 16, trafficClass: 1, bottom: false, ttl: 64 },
          { label: 17, trafficClass: 0, bottom: true, ttl: 63 },
        ],
      },
      { type: "ipv4" },
      { type: "tcp" },
    ]);
    expect(injected("< ipv6 fd00::1 > fd00::2: . 1:1(0) ack 1 win 1").headers[0]).toMatchObject({
      nextHeader: 4,
    });
  });

  it("carries protocols that nobody takes apart", () => {
    const { headers, payload } = injected("< proto 253 (20)");
    expect(headers).toMatchObject([{ type: "ipv4", protocol: 253 }]);
    expect(payload).toHaveLength(20);
  });
});

describe("mistakes", () => {
  it.each([
    ["< . 1:1(0) ack 1", "missing-field", "an inbound segment needs its window: win N"],
    [
      "< . 1:1(0) ack 1 win 1 <...>",
      "missing-field",
      "<...> is for outbound segments; say which options to inject",
    ],
    ["< . 1:1(0) ack 1 win 65536", "out-of-range", "win 65536 does not fit in 16 bits"],
    ["< . 1:1(0) ack 4294967296 win 1", "out-of-range", "ack 4294967296 does not fit in 32 bits"],
    ["< . 1:1(0) ack 1 win 1 <mss 65536>", "out-of-range", "mss 65536 does not fit in 16 bits"],
    [
      "< . 1:1(0) ack 1 win 1 <mss 1460,nop>",
      "out-of-range",
      "TCP options of 5 bytes: pad them to a multiple of 4 with nop or eol",
    ],
    [
      "< . 1:1(0) ack 1 win 1 <sack 1:2 3:4 5:6 7:8 9:10,nop,nop>",
      "out-of-range",
      "TCP options of 44 bytes: at most 40 fit",
    ],
    ["< . 1:65500(65499) ack 1 win 1", "out-of-range", "a packet of 65539 bytes: at most 65535 fit"],
    ["< [ect01] . 1:1(0) ack 1 win 1", "unsupported", "ect01 is for outbound packets; inject ect0 or ect1"],
    ["< icmp packet_too_big", "unknown-name", 'ipv4 has no ICMP type "packet_too_big"'],
    ["< icmp unreachable no_route", "unknown-name", 'ipv4 has no ICMP code "no_route" for type 3'],
    ["< icmp unreachable toString", "unknown-name", 'ipv4 has no ICMP code "toString" for type 3'],
    [
      "< icmp unreachable port_unreachable mtu 9",
      "unsupported",
      'over ipv4 only "unreachable frag_needed" has an mtu',
    ],
    ["< icmp echo_reply [raw (7)]", "out-of-range", "an ICMP message has at least 8 bytes"],
    ["< ipv4 1.2.3.4 > fd00::1: . 1:1(0) ack 1 win 1", "out-of-range", '"fd00::1" is no ipv4 address'],
    ["< encap psp spi 7 . 1:1(0) ack 1 win 1", "unsupported", "this kernel has no PSP"],
    [
      "< . 1:1(0) ack 1 win 1 <mp_fastclose>",
      "missing-field",
      "key: no packet before this one has told the key that it depends on",
    ],
    [
      "< 192.0.2.9:80 > 2001:db8::1:80 . 1:1(0) ack 1 win 1",
      "out-of-range",
      "2001:db8::1 is no address of the IP version of the run",
    ],
    ["< . 1:1(0) ack 1 win 1 sock(9)", "no-connection", "the script has no TCP socket 9"],
    [
      "< dccp Data seq 1",
      "no-connection",
      "no connection for this dccp packet: the script has the tcp socket made last",
    ],
  ])("%s", (text, code, message) => {
    let error: unknown;
    try {
      injected(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PacketError);
    expect(error).toMatchObject({ code, message });
  });
});

describe("the frame", () => {
  it("is the packet, encoded", () => {
    const { frame, packet } = inject(established(), scriptPacket("< P. 1:101(100) ack 1 win 257"));
    expect(frame).toEqual(encode(packet));
  });
});
