// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printPacket } from "../../src/dsl/print.js";
import { fromAst } from "../../src/inject/from-ast/packet.js";
import { expectPacket, inject } from "../../src/inject/inject.js";
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

  it("says whether there are more where the length of the whole does not tell", () => {
    const connections = new Connections(V4);
    connections.socket(FD, "tcp");
    const open = "frag 0:16";
    for (const rest of [". 1:1(0) ack 1 <...>", "icmp echo_reply", "icmp unreachable port_unreachable"]) {
      expect(() => expectPacket(connections, scriptPacket(`> [${open}] ${rest}`))).toThrow(/say mf or nomf/);
      expect(() => expectPacket(connections, scriptPacket(`> [${open}, mf] ${rest}`))).not.toThrow();
    }
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

describe("the whole of fragments", () => {
  /** A server whose peer has sent a segment of any kind, for whatever follows. */
  function opened(addresses: RunAddresses, protocol: "tcp" | "sctp" | "dccp"): Connections {
    const connections = new Connections(addresses, () => 8080);
    connections.socket(FD, protocol);
    connections.listen(FD);
    const first = { tcp: "S 0:0(0) win 1", sctp: INIT, dccp: "dccp Request seq 0 service 0" }[protocol];
    inject(connections, scriptPacket(`< ${first}`));
    return connections;
  }

  const INIT = "sctp: INIT[flgs=0, tag=1, a_rwnd=65536, os=1, is=1, tsn=1]";
  const TCP = ". 0:1000(1000) ack 0 win 9 <nop,nop,sack 5:9>";
  const IN_UDP = "sctp(tag=1)/udp(9899 > 9899): DATA[flgs=BE, len=1016, tsn=0, sid=0, ssn=0, ppid=0]";
  const SCTP = "sctp(tag=1): DATA[flgs=BE, len=1016, tsn=0, sid=0, ssn=0, ppid=0]";

  /** Both fragments of a packet of the kernel, cut at 512. */
  function parts(text: string, length: number, addresses: RunAddresses, connections: Connections): Packet[] {
    const { local, remote } = addresses;
    const turned = new Connections({ ...addresses, local: remote, remote: local });
    const protocol = connections.underTest?.protocol ?? "tcp";
    turned.socket(FD, protocol);
    turned.connect(FD);
    const other = turned.underTest;
    const ours = connections.underTest;
    if (!other || !ours) throw new Error("no connection");
    other.local = ours.remote;
    other.remote = ours.local;
    other.state = "syn-sent";
    return [`0:512`, `512:${length}`].map((range) => {
      const packet = scriptPacket(`< [id 7, frag ${range}] ${text}`);
      return decoded(encode(fromAst(packet, other)));
    });
  }

  const offer = (connections: Connections, text: string, packet: Packet) => {
    const found = expectPacket(connections, scriptPacket(text)).offer(packet);
    if (found.type !== "complete") throw new Error(found.type);
    return {
      differences: found.differences.map(
        ({ field, expected, actual }) => `${field}: ${expected} / ${actual}`,
      ),
      actual: printPacket(found.actual()),
    };
  };

  const cases = [
    ["tcp", TCP, 1032, TCP.replace("win 9", "win 8"), ["tcp.win: 8 / 9"]],
    ["tcp", TCP, 1032, TCP.replace("5:9", "5:8"), ["tcp.option.sack: sack 5:8 / sack 5:9"]],
    ["sctp", SCTP, 1028, SCTP.replace("ssn=0", "ssn=4"), ["sctp.DATA.ssn: 4 / 0"]],
    ["sctp", IN_UDP, 1036, IN_UDP.replace("ssn=0", "ssn=4"), ["sctp.DATA.ssn: 4 / 0"]],
    ["sctp", IN_UDP, 1036, IN_UDP.replace("9899 >", "9 >"), ["udp.source port: 9 / 9899"]],
    ["dccp", "dccp Data seq 0 (1000)", 1016, "dccp Data seq 1 (1000)", ["dccp.seq: 1 / 0"]],
  ] as const;

  describe.each([
    ["IPv4", V4],
    ["IPv6", V6],
  ])("over %s", (_, addresses) => {
    it.each(cases)(
      "is compared when the last one has come: %s",
      (protocol, text, length, wrong, expected) => {
        const connections = opened(addresses, protocol);
        const [first, last] = parts(text, length, addresses, connections);
        if (!first || !last) throw new Error("no fragments");
        const written = (range: string, what: string = text) => `> [id 1, frag ${range}] ${what}`;
        for (const order of [[first, last] as const, [last, first] as const]) {
          const ranges = order[0] === first ? ["0:512", `512:${length}`] : [`512:${length}`, "0:512"];
          const [one, two] = ranges as [string, string];
          expect(offer(connections, written(one), order[0]).differences).toEqual([]);
          expect(offer(connections, written(two), order[1]).differences).toEqual([]);
          expect(offer(connections, written(one, wrong), order[0]).differences).toEqual([]);
          const found = offer(connections, written(two, wrong), order[1]);
          expect(found.differences).toEqual(expected);
          expect(found.actual.startsWith(`> [id 1, frag ${two}] `)).toBe(true);
          expect(found.actual).not.toContain("proto");
        }
      },
    );

    it("must have the right checksum", () => {
      const connections = opened(addresses, "tcp");
      const [first, last] = parts(TCP, 1032, addresses, connections);
      if (!first || !last) throw new Error("no fragments");
      const payload = Uint8Array.from(last.payload, (byte, i) => (i === 100 ? 1 : byte));
      offer(connections, `> [frag 0:512] ${TCP}`, first);
      const { differences } = offer(connections, `> [frag 512:1032] ${TCP}`, { ...last, payload });
      expect(differences).toEqual([
        expect.stringMatching(/^payload byte \d+: 0x0 \/ 0x1$/),
        expect.stringMatching(/^tcp.checksum: the right one/),
      ]);
    });

    it("is that of one identification", () => {
      const connections = opened(addresses, "tcp");
      const [first, last] = parts(TCP, 1032, addresses, connections);
      if (!first || !last) throw new Error("no fragments");
      const wrong = TCP.replace("win 9", "win 8");
      offer(connections, `> [frag 0:512] ${wrong}`, first);
      const headers = last.headers.map((header) => {
        if (header.type === "ipv4") return { ...header, id: 8 };
        return header.type === "ipv6-fragment" ? { ...header, identification: 8 } : header;
      });
      expect(offer(connections, `> [frag 512:1032] ${wrong}`, { ...last, headers }).differences).toEqual([]);
    });

    it("may be a message of ICMP", () => {
      const connections = connected(addresses);
      const text = "icmp echo_reply id 7 [raw (1008)]";
      const fragments = [`0:512`, `512:1008`].map((range) => {
        return sent(`> [id 7, frag ${range}] ${text}`, addresses);
      });
      const [first, last] = fragments;
      if (!first || !last) throw new Error("no fragments");
      expect(offer(connections, `> [frag 0:512] ${text}`, first).differences).toEqual([]);
      expect(offer(connections, `> [frag 512:1008] ${text.replace("7", "8")}`, last).differences).toEqual([
        "icmp.id: 8 / 7",
      ]);
    });
  });
});
