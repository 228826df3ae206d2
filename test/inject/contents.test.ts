// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printPacket } from "../../src/dsl/print.js";
import { inject } from "../../src/inject/inject.js";
import { Connections } from "../../src/inject/mapping/connections.js";
import { match } from "../../src/inject/match/match.js";
import { toAst } from "../../src/inject/to-ast/packet.js";
import { pattern } from "../../src/inject/wire/pattern.js";
import { decoded, scriptPacket, V4 } from "./script.js";

type Protocol = "tcp" | "udp" | "udplite" | "dccp" | "sctp";

const OPTIONS: Record<Protocol, (length: number) => string> = {
  tcp: (length) => `P. 1:${length + 1}(${length}) ack 1 win 100`,
  udp: (length) => `udp (${length})`,
  udplite: (length) => `udplite (${length}, 0)`,
  dccp: (length) => `dccp Data seq 1 (${length})`,
  sctp: (length) => `sctp: DATA[flgs=BE, len=${16 + length}, tsn=1, sid=0, ssn=0, ppid=0`,
};
const protocols = Object.keys(OPTIONS) as Protocol[];

function written(protocol: Protocol, direction: "<" | ">", length: number, contents: string): string {
  const packet = `${direction} ${OPTIONS[protocol](length)}`;
  if (protocol === "sctp") return `${packet}${contents && `, data=${contents}`}]`;
  return `${packet}${contents && ` ${contents}`}`;
}

/** A packet that a connection of the protocol sends, which is also one that it may receive. */
function live(protocol: Protocol, length: number, contents: string) {
  const connections = new Connections(V4);
  connections.socket(3, protocol);
  connections.connect(3);
  const { frame, connection } = inject(connections, scriptPacket(written(protocol, "<", length, contents)));
  return { packet: decoded(frame), connection };
}

function differences(protocol: Protocol, expected: string, actual: string, length: number): string[] {
  const { packet, connection } = live(protocol, length, actual);
  return match(scriptPacket(written(protocol, ">", length, expected)), packet, connection)
    .filter(({ field }) => field.includes("payload"))
    .map(({ field, expected, actual }) => `${field.replace(/.* (?=payload)/, "")}: ${expected} / ${actual}`);
}

describe.each(protocols)("%s", (protocol) => {
  it("carries what the script says", () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 1400 }), fc.nat(65_520), (length, start) => {
        const { packet } = live(protocol, length, `pattern(${start})`);
        const [chunk] = packet.headers.flatMap((header) => (header.type === "sctp" ? header.chunks : []));
        const bytes = chunk ? chunk.value.subarray(12) : packet.payload;
        expect(Buffer.compare(bytes, pattern(start, length))).toBe(0);
        expect(printPacket(toAst(packet, "inbound"))).toContain(`pattern(${start})`);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ["", "", []],
    ["pattern(7)", "pattern(7)", []],
    ['"twelve bytes"', '"twelve bytes"', []],
    ['"twelve"...', '"twelve bytes"', []],
    ["pattern(7)", "pattern(9)", ["payload from byte 0: pattern(7) / pattern(9)"]],
    ["", '"twelve bytes"', ["payload byte 0: 0x0 / 0x74"]],
    ['"twelve bytes"', "", ['payload: "twelve bytes" / zeros']],
    ['"twelve bytes"', '"twelve words"', ['payload: "twelve bytes" / "twelve words"']],
    ['"twelve B"...', '"twelve bytes"', ["payload byte 7: 0x42 / 0x62"]],
  ])("expects %s where there is %s", (expected, actual, found) => {
    expect(differences(protocol, expected, actual, 12)).toEqual(found);
  });
});

it("tells where in the pattern a segment goes wrong", () => {
  const mixed = Buffer.concat([pattern(100, 6), pattern(300, 6)]);
  const text = `"${[...mixed].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}"`;
  expect(differences("tcp", "pattern(100)", text, 12)).toEqual([
    "payload from byte 6: pattern(106) / pattern(300)",
  ]);
});
