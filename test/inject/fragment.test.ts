// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printPacket } from "../../src/dsl/print.js";
import { fromAst } from "../../src/inject/from-ast/packet.js";
import { expectPacket } from "../../src/inject/inject.js";
import { Connections } from "../../src/inject/mapping/connections.js";
import type { RunAddresses } from "../../src/inject/mapping/endpoint.js";
import { toAst } from "../../src/inject/to-ast/packet.js";
import { encode } from "../../src/inject/wire/encode.js";
import { fragmentOf } from "../../src/inject/wire/fragment.js";
import type { Packet } from "../../src/inject/wire/packet.js";
import { decoded, kernelPacket, scriptPacket, V4, V6 } from "./script.js";

const FD = 3;

/** A UDP socket that is connected. */
function connected(addresses: RunAddresses): Connections {
  const connections = new Connections(addresses, () => 8080);
  connections.socket(FD, "udp");
  connections.connect(FD);
  return connections;
}

/** What is injected for a packet of the script. */
function injected(text: string, addresses: RunAddresses): Packet {
  const packet = scriptPacket(text);
  return decoded(encode(fromAst(packet, connected(addresses).forScript(packet))));
}

/** The same packets as the kernel would send them: those injected at the other side, turned around. */
function sent(text: string, addresses: RunAddresses): Packet {
  const { local, remote } = addresses;
  return injected(text.replace(">", "<"), { ...addresses, local: remote, remote: local });
}

/** Differences as "field: expected / actual"; undefined if the packet is none of the connection's. */
function differences(expected: string, actual: Packet, connections = connected(V4)): string[] | undefined {
  const offer = expectPacket(connections, scriptPacket(expected)).offer(actual);
  return offer.type === "complete"
    ? offer.differences.map(({ field, expected, actual }) => `${field}: ${expected} / ${actual}`)
    : undefined;
}

/** A length of UDP payload, and where the datagram is cut: at multiples of eight. */
const cuts = fc
  .integer({ min: 16, max: 5000 })
  .chain((length) =>
    fc.record({
      length: fc.constant(length),
      at: fc.uniqueArray(fc.integer({ min: 1, max: length >> 3 }), { maxLength: 5 }),
    }),
  )
  .map(({ length, at }) => ({
    length,
    edges: [0, ...at.sort((a, b) => a - b).map((n) => 8 * n), length + 8],
  }));

describe.each([
  ["IPv4", V4],
  ["IPv6", V6],
])("fragments of %s", (_, addresses) => {
  it("are together what is injected whole", () => {
    fc.assert(
      fc.property(cuts, ({ length, edges }) => {
        const parts = edges
          .slice(1)
          .map((end, i) => injected(`< [id 7, frag ${edges[i]}:${end}] udp (${length})`, addresses));
        const whole = encode(injected(`< udp (${length})`, addresses)).subarray(addresses === V4 ? 20 : 40);
        const bytes = parts.map((part) => encode(part).subarray(addresses === V4 ? 20 : 48));
        expect(Buffer.concat(bytes).equals(whole)).toBe(true);
        if (edges.length === 2) return;
        expect(parts.map((part) => fragmentOf(part))).toEqual(
          parts.map((_part, i) => ({ protocol: 17, id: 7, start: edges[i], more: i < parts.length - 1 })),
        );
      }),
      { numRuns: 50 },
    );
  });

  it("match what they were written as, and print as it", () => {
    fc.assert(
      fc.property(cuts, ({ length, edges }) => {
        const connections = connected(addresses);
        for (const [i, end] of edges.slice(1).entries()) {
          const text = `> [id 7, frag ${edges[i]}:${end}] udp (${length})`;
          if (edges.length === 2 && addresses === V4) return;
          const packet = sent(text, addresses);
          expect(differences(text, packet, connections)).toEqual([]);
          const connection = connections.forFd(FD);
          const like = scriptPacket(text);
          expect(printPacket(toAst(packet, "outbound", { ...(connection && { connection }), like }))).toBe(
            text,
          );
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("an expected fragment", () => {
  const actual = sent("> [id 7, frag 0:1000] udp (1500)", V4);

  it.each([
    ["> [frag 0:992] udp (1500)", ["fragment length: 992 / 1000"]],
    ["> [frag 8:1008] udp (1500)", ["ip.frag start: 8 / 0", "fragment byte 0: 0x0 / 0x1f"]],
    ["> [frag 0:1000] udp (1501)", ["fragment byte 5: 0xe5 / 0xe4"]],
    ["> [frag 0:1000] udp zero_checksum (1500)", ["fragment byte 6: 0x0 / 0x32"]],
    ["> [frag 0:1000, nomf] udp (1500)", undefined],
    ["> [df, frag 0:1000] udp (1500)", ["ip.df: set / not set"]],
    ["> [frag 0:1000] proto 17 (1508)", []],
    ["> [frag 0:1000] proto 17 (1000)", undefined],
    ["> [frag 0:1000] proto 1 (1508)", ["ip.protocol: 1 / 17"]],
    ["> udp (992)", ["headers: ipv4, udp / ipv4"]],
  ])("%s", (text, expected) => {
    const found = differences(text, actual);
    if (expected) expect(found).toEqual(expected);
    else expect(found).toContainEqual(expect.stringMatching(/^(headers|ip\.mf): /));
  });

  it("may be whole over IPv6, and then has a fragment header all the same", () => {
    const atomic = sent("> [id 7, frag 0:108] udp (100)", V6);
    expect(atomic.headers.map(({ type }) => type)).toEqual(["ipv6", "ipv6-fragment", "udp"]);
    expect(differences("> [frag 0:108] udp (100)", atomic, connected(V6))).toEqual([]);
    expect(differences("> udp (100)", atomic, connected(V6))).toEqual([
      "headers: ipv6, udp / ipv6, fragment, udp",
    ]);
    expect(printPacket(toAst(atomic, "outbound"))).toBe("> [id 7, frag 0:108] udp 8080 > 8080 (100)");
  });

  it("has the identification that its fellows have, and others have another", () => {
    const connections = connected(V4);
    const check = (id: number, live: number) =>
      differences(
        `> [id ${id}, frag 8:1008] udp (1500)`,
        sent(`> [id ${live}, frag 8:1008] udp (1500)`, V4),
        connections,
      );
    expect(check(1, 500)).toEqual([]);
    expect(check(1, 501)).toEqual(["ip.id: 500, as before for id 1 / 501"]);
    expect(check(2, 500)).toEqual(["ip.id: another than before / 500, as before for id 1"]);
    expect(check(2, 501)).toEqual([]);
  });

  it("is not of TCP, whose whole length nobody tells", () => {
    const connections = new Connections(V4);
    connections.socket(FD, "tcp");
    expect(() => expectPacket(connections, scriptPacket("> [frag 8:16] . 1:1(0) ack 1"))).toThrow(
      /a fragment of tcp cannot be expected/,
    );
  });
});

describe("whole packets", () => {
  it("are compared with DF and identification where the script has them", () => {
    const packet = kernelPacket("> udp (5)", V4, { localPort: 8080, remotePort: 8080 });
    expect(differences("> [id 1, df, nomf] udp (5)", packet)).toEqual([]);
    expect(differences("> [nodf, mf] udp (5)", packet)).toEqual([
      "ip.df: not set / set",
      "ip.mf: set / not set",
    ]);
    const v6 = kernelPacket("> udp (5)", V6, { localPort: 8080, remotePort: 8080 });
    expect(differences("> [id 1, df] udp (5)", v6, connected(V6))).toEqual(["ip.id: 1 / none"]);
  });

  it("are injected with both", () => {
    expect(injected("< [id 77, df] udp (5)", V4).headers[0]).toMatchObject({ id: 77, flags: 2 });
    expect(() => injected("< [id 65536] udp (5)", V4)).toThrow(/id 65536 does not fit in 16 bits/);
    expect(() => injected("< [frag 0:2000] udp (5)", V4)).toThrow(/from 0 to 2000 of a packet with 13 bytes/);
  });
});
