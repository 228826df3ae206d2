// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { printPacket } from "../../src/dsl/print.js";
import { fromAst } from "../../src/inject/from-ast/packet.js";
import { Connection } from "../../src/inject/mapping/connection.js";
import type { RunAddresses } from "../../src/inject/mapping/endpoint.js";
import { match } from "../../src/inject/match/match.js";
import { toAst } from "../../src/inject/to-ast/packet.js";
import { encode } from "../../src/inject/wire/encode.js";
import type { Packet } from "../../src/inject/wire/packet.js";
import { decoded, scriptPacket, V4, V6 } from "./script.js";

const TRANSPORTS = [
  ["tcp", "P. 0:100(100) ack 0 win 9"],
  ["udp", "udp (100)"],
  ["udplite", "udplite (100, 20)"],
  ["sctp", "sctp(tag=0): COOKIE_ACK[flgs=0]"],
  ["dccp", "dccp Data seq 0 (100)"],
  ["icmp", "icmp echo_request id 7 [raw (64)]"],
] as const;

/** A field, another value of it, and the difference that is reported. */
type Case = readonly [field: string, wrong: string, difference: string];

const SERVICE: readonly Case[] = [
  ["ce", "ect0", "ip.ecn: ect0 / ce"],
  ["ect1", "noecn", "ip.ecn: noecn / ect1"],
  ["tos 0x28", "tos 0x29", "ip.tos: 0x29 / 0x28"],
  ["class 0xff", "class 0xfe", "ip.tos: 0xfe / 0xff"],
  ["dscp af11", "dscp ef", "ip.dscp: 0x2e / 0xa"],
  ["ttl 3", "ttl 4", "ip.ttl: 4 / 3"],
  ["hlim 255", "hlim 254", "ip.ttl: 254 / 255"],
];

const ONLY_V4: readonly Case[] = [
  ["df", "nodf", "ip.df: not set / set"],
  ["nodf", "df", "ip.df: set / not set"],
];

/** Identifications and labels of the implied header are names, those of the others numbers. */
const OUTER_V4: readonly Case[] = [
  ...ONLY_V4,
  ["id 77", "id 78", "ip.id: 78 / 77"],
  ["nomf", "mf", "ip.mf: set / not set"],
];
const OUTER_V6: readonly Case[] = [
  ["flowlabel 0x12345", "flowlabel 0x12346", "ip.flowlabel: 0x12346 / 0x12345"],
];

function connectionOf(protocol: Connection["protocol"], { local, remote }: RunAddresses): Connection {
  const connection = new Connection(protocol);
  connection.local = { address: local, port: 8080 };
  connection.remote = { address: remote, port: 8080 };
  return connection;
}

/** What the other side injects is what the kernel sends here. */
function sent(text: string, protocol: Connection["protocol"], addresses: RunAddresses): Packet {
  const { local, remote } = addresses;
  const turned = connectionOf(protocol, { ...addresses, local: remote, remote: local });
  return decoded(encode(fromAst(scriptPacket(`< ${text}`), turned)));
}

function check(written: string, wrong: string, difference: string, ...rest: Parameters<typeof sentBy>): void {
  const packet = sentBy(...rest)(written);
  const [protocol, addresses] = rest;
  const differences = (text: string) => {
    const connection = connectionOf(protocol, addresses);
    return match(scriptPacket(`> ${text}`), packet, connection).map(
      ({ field, expected, actual }) => `${field}: ${expected} / ${actual}`,
    );
  };
  expect(differences(written)).toEqual([]);
  expect(differences(wrong)).toEqual([difference]);
  const connection = connectionOf(protocol, addresses);
  const shown = printPacket(toAst(packet, "outbound", { connection, like: scriptPacket(`> ${written}`) }));
  const field = /\[([^\]]*)\]/.exec(printPacket(scriptPacket(`> ${written}`)))?.[1];
  expect(shown).toContain(`[${field}]`);
}

function sentBy(protocol: Connection["protocol"], addresses: RunAddresses) {
  return (text: string) => sent(text, protocol, addresses);
}

describe.each(TRANSPORTS)("the IP header of %s", (protocol, text) => {
  it.each([...SERVICE, ...ONLY_V4])(
    "is set, compared and shown: %s over IPv4",
    (field, wrong, difference) => {
      check(`[${field}] ${text}`, `[${wrong}] ${text}`, difference, protocol, V4);
    },
  );

  it.each(SERVICE)("is set, compared and shown: %s over IPv6", (field, wrong, difference) => {
    check(`[${field}] ${text}`, `[${wrong}] ${text}`, difference, protocol, V6);
  });

  it("has identifications and flow labels that are names", () => {
    for (const [addresses, field, wrong, difference] of [
      [V4, "id 77", "id 78", "ip.id: another than before / 77, as before for id 77"],
      [V6, "flowlabel 5", "flowlabel 6", "ip.flowlabel: another flow label than before / 0x5 again"],
    ] as const) {
      const packet = sent(`[${field}] ${text}`, protocol, addresses);
      const connection = connectionOf(protocol, addresses);
      const differences = (script: string) =>
        match(scriptPacket(`> ${script}`), packet, connection).map(
          (one) => `${one.field}: ${one.expected} / ${one.actual}`,
        );
      expect(differences(`[${field}] ${text}`)).toEqual([]);
      expect(differences(`[${wrong}] ${text}`)).toEqual([difference]);
    }
  });

  it.each([
    ["ipv4", "192.0.2.7 > 192.0.2.8:", [...SERVICE, ...OUTER_V4]],
    ["ipv6", "2001:db8::7 > 2001:db8::8:", [...SERVICE, ...OUTER_V6]],
  ] as const)("has others around it, in which every field counts as well: %s", (version, ends, cases) => {
    for (const [field, wrong, difference] of cases) {
      for (const addresses of [V4, V6]) {
        for (const between of ["", " gre:", " gre: mpls (label 16, tc 0, [S], ttl 64):"]) {
          const packet = (fields: string) => `${version} [${fields}] ${ends}${between} ${text}`;
          check(packet(field), packet(wrong), `outer ${difference}`, protocol, addresses);
        }
      }
    }
  });
});

describe("fields of the other IP version", () => {
  it.each([
    ["ipv4 [flowlabel 5] 192.0.2.7 > 192.0.2.8: udp (1)", /an ipv4 header has no flow label/],
    ["ipv6 [df] 2001:db8::7 > 2001:db8::8: udp (1)", /an ipv6 header has neither/],
    ["ipv6 [id 5] 2001:db8::7 > 2001:db8::8: udp (1)", /an ipv6 header has neither/],
    ["ipv6 [mf] 2001:db8::7 > 2001:db8::8: udp (1)", /an ipv6 header has neither/],
  ])("are none of a header that is written out: %s", (text, message) => {
    expect(() => sent(text, "udp", V4)).toThrow(message);
  });
});
