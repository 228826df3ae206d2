// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { printPacket } from "../../src/dsl/print.js";
import { inject } from "../../src/inject/inject.js";
import { claims } from "../../src/inject/mapping/claims.js";
import { Connection } from "../../src/inject/mapping/connection.js";
import { Connections } from "../../src/inject/mapping/connections.js";
import type { RunAddresses } from "../../src/inject/mapping/endpoint.js";
import { match } from "../../src/inject/match/match.js";
import { toAst } from "../../src/inject/to-ast/packet.js";
import type { Packet } from "../../src/inject/wire/packet.js";
import { decodeQuote } from "../../src/inject/wire/quote.js";
import { address, decoded, scriptPacket, V4, V6 } from "./script.js";

const HOME = "fd3d:fa7b:d17d::1";
const CARE_OF = "2001:db8::7";
const FROM_AWAY = `< [src ${CARE_OF}] destopts (padn 4, home_address ${HOME}): udp (5)`;
const ROUTED = `[dst ${CARE_OF}] routing (type 2, left 1, ${HOME}): udp (5)`;

function connections(addresses: RunAddresses = V6): Connections {
  const made = new Connections(addresses);
  made.socket(3, "udp");
  made.connect(3);
  return made;
}

function injected(text: string, addresses?: RunAddresses): Packet {
  return decoded(inject(connections(addresses), scriptPacket(text)).frame);
}

/** The packet that a kernel sends when the script says `text`. */
function sent(text: string): Packet {
  const turned: RunAddresses = { ...V6, local: V6.remote, remote: V6.local };
  return injected(`< ${text}`, turned);
}

describe("extension headers", () => {
  it("are linked to each other and to the transport", () => {
    const { headers } = injected(
      "< hopopts (router_alert 1, padn 2): destopts (option 0x1e 00, padn 3): udp (5)",
    );
    expect(headers).toMatchObject([
      { type: "ipv6", nextHeader: 0 },
      { type: "ipv6-extension", kind: "hop-by-hop", nextHeader: 60 },
      { type: "ipv6-extension", kind: "destination", nextHeader: 17 },
      { type: "udp" },
    ]);
    expect(headers[1]).toHaveProperty("data", Uint8Array.of(5, 2, 0, 1, 1, 0));
  });

  it.each([
    "hopopts (router_alert 1, padn 2): destopts (option 0x1e 00, padn 3): udp (5)",
    "routing (type 9, left 0): udp (5)",
    `routing (type 0, left 2, ${CARE_OF}, ${HOME}): proto 253 (7)`,
    "destopts (pad1, padn 5): icmp echo_request id 7",
  ])("are shown as they are written: %s", (text) => {
    const packet = sent(text);
    expect(printPacket(toAst(packet, "outbound", { connection: new Connection("udp") }))).toBe(`> ${text}`);
    expect(match(scriptPacket(`> ${text}`), packet, new Connection("udp"))).toEqual([]);
  });

  it("are for IPv6 only", () => {
    expect(() => injected("< destopts (padn 6): udp (5)", V4)).toThrow("destopts is for IPv6");
  });

  it("are told apart by what is in them", () => {
    const differ = (expected: string, actual: string): string[] =>
      match(scriptPacket(`> ${expected}`), sent(actual), new Connection("udp")).map(
        ({ field, expected, actual }) => `${field}: ${expected} / ${actual}`,
      );
    expect(differ("destopts (padn 6): udp (5)", "destopts (pad1, padn 5): udp (5)")).toEqual([
      "ipv6.destopts: (padn 6) / (pad1, padn 5)",
    ]);
    expect(differ("routing (type 9, left 1): udp (5)", "routing (type 9, left 0): udp (5)")).toEqual([
      "ipv6.routing: (type 9, left 1) / (type 9, left 0)",
    ]);
    expect(differ("udp (5)", "destopts (padn 6): udp (5)")).toEqual([
      "headers: ipv6, udp / ipv6, destopts, udp",
    ]);
  });
});

describe("a mobile node", () => {
  it("sends from its care-of address, with a checksum of its home address", () => {
    const { headers } = injected(FROM_AWAY);
    expect(headers[0]).toMatchObject({ source: address(CARE_OF), destination: V6.local });
    expect(headers[2]).not.toHaveProperty("checksum");
    // the same datagram from home has the same checksum
    const checksum = (text: string, at: number): Uint8Array =>
      inject(connections(), scriptPacket(text)).frame.subarray(at, at + 2);
    expect(checksum(FROM_AWAY, 70)).toEqual(checksum("< udp (5)", 46));
  });

  it("gets the packets of a connection at its care-of address", () => {
    const packet = sent(ROUTED);
    const connection = connections().forScript(scriptPacket(`> ${ROUTED}`));
    expect(claims(connection, packet, "udp")).toBe(true);
    expect(match(scriptPacket(`> ${ROUTED}`), packet, connection)).toEqual([]);
    const other = scriptPacket(`> ${ROUTED}`.replace(CARE_OF, "2001:db8::8"));
    expect(match(other, packet, connection)).toEqual([
      { field: "ip.dst", expected: "2001:db8::8", actual: CARE_OF },
    ]);
  });
});

describe("addresses of the IP header", () => {
  it("find a packet to another address", () => {
    const packet = sent("[dst ff02::5] udp (5)");
    const connection = connections().forScript(scriptPacket("> udp (5)"));
    expect(claims(connection, packet, "udp")).toBe(false);
    expect(claims(connection, packet, "udp", { destination: "FF02::5" })).toBe(true);
    expect(match(scriptPacket("> [dst ff02:0::5] udp (5)"), packet, connection)).toEqual([]);
  });

  it("are of the version of the run", () => {
    expect(injected("< [dst 239.1.2.3] udp (5)", V4).headers[0]).toMatchObject({
      destination: address("239.1.2.3"),
    });
    expect(() => injected("< [dst 239.1.2.3] udp (5)")).toThrow('"239.1.2.3" is no ipv6 address');
  });
});

describe("a parameter problem", () => {
  it("says where it is, and quotes what is behind extension headers", () => {
    const packet = inject(connections(), scriptPacket("< destopts (option 0x9e 00, padn 3): udp (51)")).frame;
    expect(decodeQuote(packet)).toMatchObject({ type: "udp", payloadLength: 51, sourcePort: 8080 });
    const problem = sent("icmp parameter_problem unknown_option pointer 42 [udp (51)]");
    expect(problem.headers.at(-1)).toMatchObject({ icmpType: 4, code: 2, rest: 42 });
    const expected = scriptPacket("> icmp parameter_problem unknown_option pointer 40");
    expect(match(expected, problem, new Connection("udp"))).toEqual([
      { field: "icmp.pointer", expected: "40", actual: "42" },
    ]);
    expect(injected("< icmp parameter_problem pointer 20", V4).headers.at(-1)).toMatchObject({
      rest: 20 << 24,
    });
    expect(() => injected("< icmp echo_request pointer 20")).toThrow(
      'only "parameter_problem" has a pointer',
    );
  });
});
