// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printPacket } from "../../../src/dsl/print.js";
import { inject } from "../../../src/inject/inject.js";
import { Connection } from "../../../src/inject/mapping/connection.js";
import { Connections } from "../../../src/inject/mapping/connections.js";
import { type ToAstOptions, toAst } from "../../../src/inject/to-ast/packet.js";
import type { Packet } from "../../../src/inject/wire/packet.js";
import { packets } from "../arbitrary.js";
import { decoded, type KernelNumbers, kernelPacket, scriptPacket, V4, V6 } from "../script.js";
import { u16, u32 } from "../wire/arbitrary.js";
import {
  DATA_V6,
  ECHO_V6,
  FRAG_NEEDED_V4,
  FRAGMENT_V6,
  GRE_V4,
  ROUTED_V6,
  SYN_V4,
  UDP_V4,
} from "../wire/frames.js";

function outbound(packet: Packet, options?: ToAstOptions): string {
  return printPacket(toAst(packet, "outbound", options));
}

/** The given fields of the IP header, changed. */
function withIp(packet: Packet, fields: object): Packet {
  const [ip, ...rest] = packet.headers;
  if (ip?.type !== "ipv4" && ip?.type !== "ipv6") throw new Error("no IP header");
  return { ...packet, headers: [{ ...ip, ...fields }, ...rest] };
}

describe("toAst", () => {
  it.each([
    ["TCP", SYN_V4, "> 1234 > 8080 S 0:0(0) win 32792 <mss 1000,sackOK,nop,nop,nop,wscale 10>"],
    [
      "TCP with an ECN mark",
      DATA_V6,
      '> [ect0] 8080 > 1234 P. 16909060:16909065(5) ack 4294901244 win 502 "hello"',
    ],
    ["UDP", UDP_V4, '> udp 40000 > 40001 (3) "abc"'],
    ["an ICMP error", FRAG_NEEDED_V4, "> icmp unreachable frag_needed mtu 1200 [1:981(980)]"],
    ["an echo request", ECHO_V6, "> icmp echo_request id 7 [raw (12)]"],
    [
      "a tunnel",
      GRE_V4,
      '> ipv4 192.0.2.1 > 192.0.2.2: gre flags 0x3000, key = 7, seq 9: udp 40000 > 40001 (3) "abc"',
    ],
    ["a routing header", ROUTED_V6, '> routing (type 2, left 1, 2001:db8::99): udp 40000 > 40001 (3) "abc"'],
    ["a fragment", FRAGMENT_V6, "> [id 305419896, frag 8:12, mf] proto 6 (12)"],
  ])("shows a foreign packet as it is: %s", (_name, frame, text) => {
    expect(outbound(decoded(frame))).toBe(text);
  });

  it("hides the ports of a connection and uses the script's numbers", () => {
    const connection = new Connection("tcp");
    connection.live.localIsn = 1_000_000;
    connection.live.remoteIsn = 10;
    connection.timestamps.learn(100, 5000);
    const numbers = { localPort: 8080, remotePort: 49152, isn: 1_000_000, remoteIsn: 10, clock: 4900 };
    const text = "> P. 1:1001(1000) ack 1 win 500 <nop,nop,TS val 105 ecr 9,nop,nop,sack 11:21>";
    expect(outbound(kernelPacket(text, V4, numbers), { connection })).toBe(text);
  });

  it("shows the ports that a script names a connection by", () => {
    const connection = new Connection("udp");
    connection.ports = { local: 1, remote: 2 };
    const packet = kernelPacket("> udp (5)", V4, { localPort: 8080, remotePort: 49152 });
    expect(outbound(packet, { connection })).toBe("> udp 1 > 2 (5)");
    expect(printPacket(toAst(packet, "inbound", { connection }))).toBe("< udp 2 > 1 (5)");
  });

  it("says about IP what is worth it, or what the other packet says", () => {
    const connection = new Connection("tcp");
    const packet = kernelPacket("> . 1:1(0) ack 1 win 5", V6, { localPort: 1, remotePort: 2 });
    const text = ". 1:1(0) ack 1 win 5";
    const show = (fields: object, like?: string): string =>
      outbound(withIp(packet, fields), {
        connection,
        ...(like && { like: scriptPacket(`> ${like} - 1:1(0)`) }),
      });
    expect(show({})).toBe(`> ${text}`);
    expect(show({ trafficClass: 3 })).toBe(`> [ce] ${text}`);
    expect(show({ trafficClass: 0xb9 })).toBe(`> [tos 0xb9] ${text}`);
    expect(show({}, "[noecn]")).toBe(`> [noecn] ${text}`);
    expect(show({}, "[tos 0x1]")).toBe(`> [tos 0x0] ${text}`);
    expect(show({}, "[ttl 1, flowlabel 0x1]")).toBe(`> [ttl 64, flowlabel 0xabcde] ${text}`);
    connection.flowLabels.check(1, 0xabcde);
    expect(show({}, "[flowlabel 0x2]")).toBe(`> [flowlabel 0x1] ${text}`);
  });

  it("writes the ACE counter where the other packet does", () => {
    const connection = new Connection("tcp");
    const packet = kernelPacket("> .EW 1:1(0) ack 1 win 5", V4, { localPort: 1, remotePort: 2 });
    expect(outbound(packet, { connection })).toBe("> .EW 1:1(0) ack 1 win 5");
    expect(outbound(packet, { connection, like: scriptPacket("> .5 1:1(0) ack 1") })).toBe(
      "> .3 1:1(0) ack 1 win 5",
    );
  });

  it("translates the sequence number of a quoted segment by whose it is", () => {
    const connections = new Connections(V4);
    connections.socket(3, "tcp");
    connections.listen(3);
    const connection = connections.forScript(scriptPacket("< S 50:50(0) win 100"));
    connection.live.localIsn = 1_000_000;
    const text = "< icmp unreachable host_unreachable [1:11(10)]";
    const packet = decoded(inject(connections, scriptPacket(text)).frame);
    expect(printPacket(toAst(packet, "inbound", { connection }))).toBe(text);
    expect(outbound(packet, { connection })).toBe(
      `> icmp unreachable host_unreachable [${1_000_001 - 50}:${1_000_011 - 50}(10)]`,
    );
  });

  it.each([
    "< icmp router_advertisement mtu 1492",
    "< icmp router_advertisement",
    "< icmp router_advertisement [raw (24)]",
  ])("tells the MTU of %s", (text) => {
    const connections = new Connections(V6);
    const connection = connections.socket(3, "icmp");
    const packet = decoded(inject(connections, scriptPacket(text)).frame);
    expect(printPacket(toAst(packet, "inbound", { connection }))).toBe(text);
  });

  it("keeps bytes that are no option", () => {
    const frame = SYN_V4.slice();
    frame[50] = 8; // length of wscale
    expect(outbound(decoded(frame))).toBe(
      "> 1234 > 8080 S 0:0(0) win 32792 <mss 1000,sackOK,nop,nop,nop,raw 03080a>",
    );
  });

  it("is the inverse of injecting", () => {
    const isn = fc.tuple(u32, u32, u32);
    fc.assert(
      fc.property(packets("inbound"), isn, fc.boolean(), (packet, [script, local, remote], isV6) => {
        const connections = new Connections(isV6 ? V6 : V4);
        const connection = connections.socket(3, "tcp");
        connection.script.localIsn = script;
        connection.live.localIsn = local;
        connection.live.remoteIsn = remote;
        const { frame } = inject(connections, packet);
        expect(toAst(decoded(frame), "inbound", { connection })).toEqual(packet);
      }),
    );
  });

  it("shows what the kernel sends as the script would write it", () => {
    const numbers: fc.Arbitrary<KernelNumbers> = fc.record({
      localPort: u16,
      remotePort: u16,
      isn: u32,
      scriptIsn: u32,
      remoteIsn: u32,
    });
    const plain = packets("outbound").filter(({ headers }) => headers.length === 1);
    fc.assert(
      fc.property(plain, numbers, (packet, numbers) => {
        const connection = new Connection("tcp");
        connection.script.localIsn = numbers.scriptIsn ?? 0;
        connection.live.localIsn = numbers.isn ?? 0;
        connection.live.remoteIsn = numbers.remoteIsn ?? 0;
        const text = printPacket(packet);
        expect(outbound(kernelPacket(text, V4, numbers), { connection })).toBe(text);
      }),
    );
  });
});
