// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printPacket } from "../../../src/dsl/print.js";
import { Connection } from "../../../src/inject/mapping/connection.js";
import type { RunAddresses } from "../../../src/inject/mapping/endpoint.js";
import { match } from "../../../src/inject/match/match.js";
import { DEFAULT_POLICY, type MatchPolicy } from "../../../src/inject/match/policy.js";
import { encode } from "../../../src/inject/wire/encode.js";
import type { Packet } from "../../../src/inject/wire/packet.js";
import { encodeQuote } from "../../../src/inject/wire/quote.js";
import type { TcpHeader } from "../../../src/inject/wire/tcp.js";
import { packets } from "../arbitrary.js";
import { decoded, kernelPacket, scriptPacket, V4, V6 } from "../script.js";
import { GRE_V4, hex } from "../wire/frames.js";

const PORTS = { localPort: 8080, remotePort: 49152 };

function kernel(text: string, addresses: RunAddresses = V4): Packet {
  return kernelPacket(text, addresses, PORTS);
}

/** Differences as "field: expected / actual". */
function differences(
  expected: string,
  actual: Packet,
  policy: Partial<MatchPolicy> = {},
  connection = new Connection("tcp"),
): string[] {
  return match(scriptPacket(expected), actual, connection, { ...DEFAULT_POLICY, ...policy }).map(
    ({ field, expected, actual }) => `${field}: ${expected} / ${actual}`,
  );
}

function withIp(packet: Packet, fields: object): Packet {
  const [ip, ...rest] = packet.headers;
  if (ip?.type !== "ipv4" && ip?.type !== "ipv6") throw new Error("no IP header");
  return { ...packet, headers: [{ ...ip, ...fields }, ...rest] };
}

function withTcp(packet: Packet, fields: Partial<TcpHeader>): Packet {
  const tcp = packet.headers.at(-1);
  if (tcp?.type !== "tcp") throw new Error("no TCP header");
  return { ...packet, headers: [...packet.headers.slice(0, -1), { ...tcp, ...fields }] };
}

describe("a segment", () => {
  const text = "> P. 1:1001(1000) ack 1 win 500 <nop,nop,TS val 100 ecr 200>";

  it("matches itself", () => {
    expect(differences(text, kernel(text))).toEqual([]);
    expect(differences(text, kernel(text, V6))).toEqual([]);
  });

  it.each([
    ["> . 1:1001(1000) ack 1 win 500 <nop,nop,TS val 100 ecr 200>", "tcp.flags: . / P."],
    ["> FP. 1:1001(1000) ack 1 win 500 <nop,nop,TS val 100 ecr 200>", "tcp.flags: FP. / P."],
    ["> P. 2:1002(1000) ack 1 win 500 <nop,nop,TS val 100 ecr 200>", "tcp.seq: 2 / 1"],
    ["> P. 1:1002(1001) ack 1 win 500 <nop,nop,TS val 100 ecr 200>", "payload length: 1001 / 1000"],
    ["> P. 1:1001(1000) ack 2 win 500 <nop,nop,TS val 100 ecr 200>", "tcp.ack: 2 / 1"],
    ["> P. 1:1001(1000) ack 1 win 501 <nop,nop,TS val 100 ecr 200>", "tcp.win: 501 / 500"],
    ["> P. 1:1001(1000) ack 1 win 500 urg 1 <nop,nop,TS val 100 ecr 200>", "tcp.urg: 1 / 0"],
    ["> P. 1:1001(1000) ack 1 win 500 <nop,nop,TS val 100 ecr 201>", "tcp.option.TS.ecr: 201 / 200"],
    ["> P. 1:1001(1000) ack 1 win 500", "tcp.options: none / nop,nop,TS val 100 ecr 200"],
    [
      "> P. 1:1001(1000) ack 1 win 500 <nop,TS val 100 ecr 200,nop>",
      "tcp.options: nop,TS val 100 ecr 200,nop / nop,nop,TS val 100 ecr 200",
    ],
    ["> [ce] P. 1:1001(1000) ack 1 win 500 <nop,nop,TS val 100 ecr 200>", "ip.ecn: ce / noecn"],
    ["> [ect01] P. 1:1001(1000) ack 1 win 500 <nop,nop,TS val 100 ecr 200>", "ip.ecn: ect0 or ect1 / noecn"],
    ["> [tos 0x4] P. 1:1001(1000) ack 1 win 500 <nop,nop,TS val 100 ecr 200>", "ip.tos: 0x4 / 0x0"],
    ["> [dscp af11] P. 1:1001(1000) ack 1 win 500 <nop,nop,TS val 100 ecr 200>", "ip.dscp: 0xa / 0x0"],
    ["> [ttl 63] P. 1:1001(1000) ack 1 win 500 <nop,nop,TS val 100 ecr 200>", "ip.ttl: 63 / 64"],
  ])("differs in one field from %s", (expected, difference) => {
    expect(differences(expected, kernel(text))).toEqual([difference]);
  });

  it("is told about in full, all fields at once", () => {
    expect(differences("> [ce] F. 5:15(10) ack 3 win 9 urg 7", kernel(text))).toEqual([
      "ip.ecn: ce / noecn",
      "tcp.flags: F. / P.",
      "tcp.seq: 5 / 1",
      "payload length: 10 / 1000",
      "tcp.ack: 3 / 1",
      "tcp.win: 9 / 500",
      "tcp.urg: 7 / 0",
      "tcp.options: none / nop,nop,TS val 100 ecr 200",
    ]);
  });

  it("may have any window and options where the script leaves them open", () => {
    expect(differences("> P. 1:1001(1000) ack 1 <...>", kernel(text))).toEqual([]);
  });

  it("may have any ECN mark, TTL and label where the script leaves them open", () => {
    const changed = withIp(kernel(text), { tos: 0x4b, ttl: 1, id: 99, flags: 0 });
    expect(differences(text, changed)).toEqual([]);
    expect(differences(`> [ce] ${text.slice(2)}`, changed)).toEqual([]);
    expect(differences(`> [ect01] ${text.slice(2)}`, withIp(changed, { tos: 1 }))).toEqual([]);
  });

  it("has the acknowledgment number 0 if the script gives none", () => {
    const reset = kernel("> R 1:1(0)");
    expect(differences("> R 1:1(0)", reset)).toEqual([]);
    expect(differences("> R 1:1(0)", withTcp(reset, { acknowledgment: 5 }))).toEqual(["tcp.ack: 0 / 5"]);
  });

  it("compares the ACE counter as one number, if it is written as one", () => {
    const packet = kernel("> .EA 1:1(0) ack 1");
    expect(differences("> .5 1:1(0) ack 1", packet)).toEqual([]);
    expect(differences("> P.4 1:1(0) ack 1", packet)).toEqual(["tcp.flags: P. / .", "tcp.ace: 4 / 5"]);
    expect(differences("> .E 1:1(0) ack 1", packet)).toEqual(["tcp.flags: .E / .EA"]);
  });

  it("carries zeros", () => {
    const packet = kernel("> . 1:4(3) ack 1");
    expect(differences("> . 1:4(3) ack 1", { ...packet, payload: hex("00007a") })).toEqual([
      "payload byte 2: 0x0 / 0x7a",
    ]);
  });

  it("has right checksums, no IP options and no reserved bits", () => {
    const packet = kernel("> . 1:1(0) ack 1");
    const bad = withTcp(withIp(packet, { checksum: 1, options: hex("01010101") }), {
      checksum: 2,
      reserved: 4,
    });
    expect(differences("> . 1:1(0) ack 1", bad)).toEqual([
      "ip.options: none / 4 bytes",
      "ip.checksum: the right one / 0x1",
      "tcp.reserved: 0x0 / 0x4",
      "tcp.checksum: the right one / 0x2",
    ]);
  });

  it("matches whatever is in it, when it is the same", () => {
    fc.assert(
      fc.property(packets("outbound"), (packet) => {
        const text = printPacket(packet);
        const tos = packet.headers.find(({ type }) => type === "ip");
        const ecn = tos && "ecn" in tos ? { ect0: 2, ect1: 1, ce: 3 }[String(tos.ecn)] : 0;
        expect(differences(text, withIp(kernel(text), { tos: ecn }))).toEqual([]);
      }),
    );
  });
});

describe("TCP options", () => {
  const match = (expected: string, actual: string, policy?: Partial<MatchPolicy>): string[] =>
    differences(`> S 0:0(0) <${expected}>`, kernel(`> S 0:0(0) <${actual}>`), policy);

  it.each([
    ["mss 1460", "mss 1440", "tcp.option.mss: mss 1460 / mss 1440"],
    ["wscale 7,nop", "wscale 8,nop", "tcp.option.wscale: wscale 7 / wscale 8"],
    ["nop,nop,sack 1:2", "nop,nop,sack 1:3", "tcp.option.sack: sack 1:2 / sack 1:3"],
    ["nop,nop,sack 1:2", "nop,nop,sack 1:2 3:4", "tcp.option.sack: sack 1:2 / sack 1:2 3:4"],
    ["FO abcd", "FO abce", "tcp.option.FO: FO abcd / FO abce"],
    ["FO abcd", "FO,nop,nop", "tcp.options: FO abcd / FO,nop,nop"],
    ["FOEXP,nop,nop,nop,nop", "FOEXP abcd0123", "tcp.options: FOEXP,nop,nop,nop,nop / FOEXP abcd0123"],
    ["kind 200 0102", "kind 200 0103", "tcp.option.kind 200: kind 200 0102 / kind 200 0103"],
    ["ECN e0b 1 ceb 2", "ECN e0b 1 ceb 3", "tcp.option.ECN: ECN e0b 1 ceb 2 / ECN e0b 1 ceb 3"],
    ["md5 0001", "md5 0002", "tcp.option.md5: md5 0001 / md5 0002"],
    [
      "ao keyid 1 rnextkeyid 2 mac 00000000",
      "ao keyid 1 rnextkeyid 3 mac 00000000",
      "tcp.option.ao: ao keyid 1 rnextkeyid 2 mac 00000000 / ao keyid 1 rnextkeyid 3 mac 00000000",
    ],
    ["ao keyid 1 rnextkeyid 2", "ao keyid 3 rnextkeyid 2 mac 01020304", "tcp.option.ao.keyid: 1 / 3"],
  ])("%s is not %s", (expected, actual, difference) => {
    expect(match(expected, actual)).toEqual([difference]);
  });

  it.each([
    ["kind 2 05b4", "mss 1460"],
    ["kind 254 f989abcd,nop,nop", "FOEXP abcd,nop,nop"],
    ["ao keyid 1 rnextkeyid 2", "ao keyid 1 rnextkeyid 2 mac 01020304"],
  ])("%s is %s", (expected, actual) => {
    expect(match(expected, actual)).toEqual([]);
  });

  it("takes any digest for an md5 without one", () => {
    expect(match("md5,nop,nop", "md5 00010203,nop,nop")).toEqual([]);
  });

  it("compares timestamps by clock ticks, if it is told how long they are", () => {
    const [expected, actual] = ["nop,nop,TS val 100 ecr 1", "nop,nop,TS val 105 ecr 1"];
    expect(match(expected, actual)).toEqual([]);
    expect(match(expected, actual, { timestampTickUs: 1000, timestampToleranceUs: 5000 })).toEqual([]);
    expect(match(expected, actual, { timestampTickUs: 1000, timestampToleranceUs: 4999 })).toEqual([
      "tcp.option.TS.val: 100 / 105",
    ]);
    expect(
      match("nop,nop,TS val 4294967295 ecr 1", "nop,nop,TS val 0 ecr 1", { timestampTickUs: 1000 }),
    ).toEqual([]);
  });

  it("leaves echoed timestamps open, if it is told to", () => {
    const policy = { timestampEcho: "any" } as const;
    expect(match("nop,nop,TS val 1 ecr 1", "nop,nop,TS val 1 ecr 2", policy)).toEqual([]);
  });
});

describe("flow labels", () => {
  it("are those of the connection", () => {
    const connection = new Connection("tcp");
    const text = ". 1:1(0) ack 1";
    const packet = kernel(`> ${text}`, V6);
    const check = (label: string, flowLabel: number): string[] =>
      differences(`> [flowlabel ${label}] ${text}`, withIp(packet, { flowLabel }), {}, connection);
    expect(check("0x1", 0x111)).toEqual([]);
    expect(check("0x1", 0x222)).toEqual(["ip.flowlabel: 0x111, as before / 0x222"]);
    expect(check("0x2", 0x222)).toEqual([]);
    expect(check("0x2", 0)).toEqual(["ip.flowlabel: a flow label / none"]);
  });

  it("are not there in IPv4", () => {
    expect(differences("> [flowlabel 0x1] . 1:1(0) ack 1", kernel("> . 1:1(0) ack 1"))).toEqual([]);
  });
});

describe("a datagram", () => {
  it("has the length that the script says", () => {
    expect(differences("> udp (10)", kernel("> udp (10)"))).toEqual([]);
    expect(differences("> udp (10)", kernel("> udp (11)"))).toEqual(["payload length: 10 / 11"]);
  });

  it("may do without checksum over IPv4 only", () => {
    const without = (addresses: RunAddresses): Packet => {
      const { headers, payload } = kernel("> udp (1)", addresses);
      const udp = headers.at(-1);
      if (udp?.type !== "udp") throw new Error("no UDP");
      return { headers: [...headers.slice(0, -1), { ...udp, checksum: 0, length: 12 }], payload };
    };
    expect(differences("> udp (1)", without(V4))).toEqual(["udp.length: 9 / 12"]);
    expect(differences("> udp (1)", without(V6))).toEqual([
      "udp.length: 9 / 12",
      "udp.checksum: the right one / 0x0",
    ]);
  });
});

describe("a datagram of UDP-Lite", () => {
  it("has the length and the coverage that the script says", () => {
    expect(differences("> udplite (10, 9)", kernel("> udplite (10, 9)"))).toEqual([]);
    expect(differences("> udplite (10, 9)", kernel("> udplite (11, 0)"))).toEqual([
      "payload length: 10 / 11",
      "udplite.coverage: 9 / 0",
    ]);
    expect(differences("> udp (10)", kernel("> udplite (10, 9)"))).toEqual([
      "headers: ipv4, udp / ipv4, udplite",
    ]);
  });
});

describe("a checksum", () => {
  it.each(["udp", "udplite"] as const)("of %s is the right one, or 0 if the script says so", (type) => {
    const [right, zero] =
      type === "udp"
        ? (["> udp (5)", "> udp zero_checksum (5)"] as const)
        : (["> udplite (5, 8)", "> udplite zero_checksum (5, 8)"] as const);
    const packet = kernel(right, V6);
    const last = packet.headers.at(-1);
    if (last?.type !== type) throw new Error(`no ${type}`);
    const without = (checksum: number): Packet => ({
      ...packet,
      headers: [...packet.headers.slice(0, -1), { ...last, checksum }],
    });
    expect(differences(zero, packet)).toEqual([`${type}.checksum: 0x0 / the right one`]);
    expect(differences(zero, without(0))).toEqual([]);
    expect(differences(right, without(0))).toEqual([`${type}.checksum: the right one / 0x0`]);
    expect(differences(zero, without(7))).toEqual([`${type}.checksum: 0x0 / 0x7`]);
  });
});

describe("an ICMP message", () => {
  const quote = encodeQuote({
    type: "tcp",
    source: V4.remote,
    destination: V4.local,
    sourcePort: 49152,
    destinationPort: 8080,
    sequence: 12,
    payloadLength: 5,
  });

  function icmp(fields: { icmpType: number; code?: number; rest?: number }, payload = quote): Packet {
    const [ip] = kernel("> udp (0)").headers;
    if (!ip) throw new Error("no IP header");
    const message = { headers: [ip, { type: "icmpv4", code: 0, rest: 0, ...fields } as const], payload };
    return decoded(encode(withIp(message, { protocol: 1 })));
  }

  const connection = new Connection("tcp");
  connection.live.remoteIsn = 10;

  it.each([
    ["> icmp unreachable port_unreachable [2:7(5)]", icmp({ icmpType: 3, code: 3 }), []],
    ["> icmp unreachable port_unreachable", icmp({ icmpType: 3, code: 3 }), []],
    ["> icmp unreachable", icmp({ icmpType: 3, code: 3 }), ["icmp.code: net_unreachable / port_unreachable"]],
    ["> icmp redirect", icmp({ icmpType: 3 }), ["icmp.type: redirect / unreachable"]],
    [
      "> icmp unreachable frag_needed mtu 1200",
      icmp({ icmpType: 3, code: 4, rest: 1201 }),
      ["icmp.mtu: 1200 / 1201"],
    ],
    ["> icmp unreachable [3:7(4)]", icmp({ icmpType: 3 }), ["icmp.quoted: 3:7(4) / 2:7(5)"]],
    ["> icmp unreachable [udp (4)]", icmp({ icmpType: 3 }), ["icmp.quoted: udp (4) / 2:7(5)"]],
    ["> icmp echo_reply id 7 [raw (12)]", icmp({ icmpType: 0, rest: 7 << 16 }, hex("01020304")), []],
    [
      "> icmp echo_reply id 8 [raw (13)]",
      icmp({ icmpType: 0, rest: 7 << 16 }, hex("01020304")),
      ["icmp.id: 8 / 7", "icmp length: 13 / 12"],
    ],
  ])("%s", (expected, actual, list) => {
    expect(differences(expected, actual, {}, connection)).toEqual(list);
  });
});

describe("headers", () => {
  it("are told apart before their fields", () => {
    expect(differences("> udp (0)", kernel("> . 1:1(0) ack 1"))).toEqual(["headers: ipv4, udp / ipv4, tcp"]);
    expect(differences("> gre: . 1:1(0) ack 2", kernel("> . 1:1(0) ack 1"))).toEqual([
      "headers: gre, ipv4, tcp / ipv4, tcp",
      "tcp.ack: 2 / 1",
    ]);
    expect(differences("> encap psp spi 7 . 1:1(0) ack 1", kernel("> . 1:1(0) ack 1"))).toEqual([
      "headers: ipv4, udp, psp, tcp / ipv4, tcp",
    ]);
  });

  it("of tunnels are compared literally", () => {
    const tunnel = { ...decoded(GRE_V4), payload: hex("000000") };
    const prefix = "> ipv4 192.0.2.1 > 192.0.2.2: gre flags 0x3000, key = 7, seq 9:";
    const packet = decoded(encode(tunnel));
    expect(differences(`${prefix} udp (3)`, packet)).toEqual([]);
    const other = "> ipv4 [tos 0x1, ttl 1] 192.0.2.3 > 192.0.2.4: gre flags 0x3000, key = 8, seq 1:";
    expect(differences(`${other} udp (3)`, packet)).toEqual([
      "outer ip.source: 192.0.2.3 / 192.0.2.1",
      "outer ip.destination: 192.0.2.4 / 192.0.2.2",
      "outer ip.tos: 0x1 / 0x0",
      "outer ip.ttl: 1 / 64",
      "gre.key: 0x8 / 0x7",
      "gre.seq: 0x1 / 0x9",
    ]);
    expect(differences("> ipv4 192.0.2.1 > 192.0.2.2: gre: udp (3)", packet)).toEqual([
      "gre.flags: 0x0 / 0x3000",
    ]);
  });

  it("of label stacks, too", () => {
    const [outer, gre, inner, udp] = decoded(GRE_V4).headers;
    if (gre?.type !== "gre" || !outer || !inner || !udp) throw new Error("no GRE");
    const entries = [{ label: 16, trafficClass: 1, bottom: true, ttl: 64 }];
    const mpls: Packet = {
      headers: [outer, { ...gre, protocol: 0x8847 }, { type: "mpls", entries }, inner, udp],
      payload: new Uint8Array(3),
    };
    const prefix = "> ipv4 192.0.2.1 > 192.0.2.2: gre flags 0x3000, key = 7, seq 9:";
    const packet = decoded(encode(mpls));
    expect(differences(`${prefix} mpls (label 16, tc 1, [S], ttl 64): udp (3)`, packet)).toEqual([]);
    expect(
      differences(`${prefix} mpls (label 17, tc 2, ttl 63) (label 1, tc 1, [S], ttl 1): udp (3)`, packet),
    ).toEqual([
      "mpls.depth: 2 / 1",
      "mpls[0].label: 17 / 16",
      "mpls[0].tc: 2 / 1",
      "mpls[0].[S]: false / true",
      "mpls[0].ttl: 63 / 64",
    ]);
  });

  it("of unknown protocols are compared by number and length", () => {
    const [ip] = kernel("> udp (0)").headers;
    if (!ip) throw new Error("no IP header");
    const packet = withIp({ headers: [ip], payload: new Uint8Array(20) }, { protocol: 132 });
    expect(differences("> proto 132 (20)", packet)).toEqual([]);
    expect(differences("> proto 133 (21)", packet)).toEqual([
      "ip.protocol: 133 / 132",
      "payload length: 21 / 20",
    ]);
  });
});
