// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printPacket } from "../../../src/dsl/print.js";
import { Connection } from "../../../src/inject/mapping/connection.js";
import { matchDccp } from "../../../src/inject/match/dccp.js";
import { DEFAULT_POLICY, type MatchPolicy } from "../../../src/inject/match/policy.js";
import { toAst } from "../../../src/inject/to-ast/packet.js";
import type { DccpHeader } from "../../../src/inject/wire/dccp/header.js";
import { DCCP_TYPE } from "../../../src/inject/wire/dccp/layout.js";
import { dccpPacket } from "../dccp.js";
import { scriptPacket } from "../script.js";
import { dccpHeader } from "../wire/dccp/arbitrary.js";

/** What the script expects, against what comes: `field: expected, actual`. */
function differences(
  text: string,
  actual: DccpHeader,
  length: number,
  policy: MatchPolicy = DEFAULT_POLICY,
  connection = new Connection("dccp"),
): readonly string[] {
  const expected = scriptPacket(text).headers.at(-1);
  if (expected?.type !== "dccp") throw new Error(`no DCCP: ${text}`);
  return matchDccp(expected, actual, new Uint8Array(length), undefined, connection, policy).map(
    ({ field, expected: wanted, actual: got }) => `${field}: ${wanted}, ${got}`,
  );
}

const BASE = { type: "dccp", sourcePort: 1, destinationPort: 2, extended: true, ccval: 0, cscov: 0 } as const;
const ACK: DccpHeader = {
  ...BASE,
  packetType: DCCP_TYPE.ACK,
  sequence: 3,
  acknowledgment: 4,
  options: [{ type: "timestamp", value: 100 }, { type: "padding" }, { type: "padding" }],
};
const RESET: DccpHeader = {
  ...BASE,
  packetType: DCCP_TYPE.RESET,
  sequence: 3,
  acknowledgment: 4,
  reset: { code: 1, data: new Uint8Array([0, 0, 7]) },
  options: [],
};
const REQUEST: DccpHeader = {
  ...BASE,
  packetType: DCCP_TYPE.REQUEST,
  sequence: 0,
  service: 7,
  options: [],
};

describe("what is compared of a DCCP packet", () => {
  it.each<readonly [string, DccpHeader, number, readonly string[]]>([
    ["> dccp Ack seq 3 ack 4 <timestamp 100,padding,padding>", ACK, 0, []],
    ["> dccp Ack seq 3 ack 4 <...>", ACK, 0, []],
    ["> dccp Sync seq 3 ack 4 <...>", ACK, 0, ["dccp.type: Sync, Ack"]],
    ["> dccp Ack short seq 3 ack 4 <...>", ACK, 0, ["dccp.short: true, false"]],
    ["> dccp Ack seq 2 ack 5 <...>", ACK, 0, ["dccp.seq: 2, 3", "dccp.ack: 5, 4"]],
    ["> dccp Ack seq 3 ack 4 ccval 1 cscov 2 <...>", ACK, 0, ["dccp.ccval: 1, 0", "dccp.cscov: 2, 0"]],
    ["> dccp Ack seq 3 ack 4 doff 5 <...>", ACK, 0, ["dccp.doff: 5, 8"]],
    ["> dccp Ack seq 3 ack 4 (9) <...>", ACK, 8, ["payload length: 9, 8"]],
    ["> dccp Ack seq 3 ack 4", ACK, 0, ["dccp.options: none, timestamp 100,padding,padding"]],
    [
      "> dccp Ack seq 3 ack 4 <timestamp 9999,padding,padding>",
      ACK,
      0,
      ["dccp.option.timestamp: timestamp 9999, timestamp 100"],
    ],
    ["> dccp Reset seq 3 ack 4 code closed data 000007", RESET, 0, []],
    ["> dccp Reset seq 3 ack 4 code closed", RESET, 0, []],
    [
      "> dccp Reset seq 3 ack 4 code aborted data 000008",
      RESET,
      0,
      ["dccp.code: aborted, closed", "dccp.data: 000008, 000007"],
    ],
    ["> dccp Request seq 0 service 8", REQUEST, 0, ["dccp.service: 8, 7"]],
    ["> dccp Ack seq 0 ack 4", REQUEST, 0, ["dccp.type: Ack, Request", "dccp.ack: 4, none"]],
    [
      "> dccp Request seq 0 service 7",
      { ...REQUEST, reserved: { type: 1, sequence: 0, acknowledgment: 0 }, checksum: 0x1234 },
      0,
      ["dccp.reserved: 0, not 0", "dccp.checksum: the right one, 0x1234"],
    ],
  ])("%s", (text, actual, length, expected) => {
    expect(differences(text, actual, length)).toEqual(expected);
  });

  it("lets timestamps be off by the tolerance, in units of 10 µs: RFC 4340 section 13.1", () => {
    const off = (value: number, timestampToleranceUs: number): number =>
      differences(`> dccp Ack seq 3 ack 4 <timestamp ${value},padding,padding>`, ACK, 0, {
        ...DEFAULT_POLICY,
        timestampToleranceUs,
      }).length;
    expect([off(105, 50), off(95, 50), off(106, 50), off(101, 0), off(100, 0)]).toEqual([0, 0, 1, 1, 0]);
  });

  it("takes a sequence number with ! for one of the wire", () => {
    const connection = new Connection("dccp");
    const opening = scriptPacket("> dccp Request seq 0 service 7").headers.at(-1);
    if (opening?.type !== "dccp") throw new Error("no DCCP");
    connection.dccp.learn(opening, { ...REQUEST, sequence: 1000 });
    const found = (text: string) => differences(text, ACK, 0, DEFAULT_POLICY, connection);
    expect(found("> dccp Ack seq 1003! ack 4 <...>")).toEqual([]);
    expect(found("> dccp Ack seq 1004! ack 4 <...>")).toEqual(["dccp.seq: 4, 3"]);
  });

  it("is nothing of a packet that is as it was shown", () => {
    fc.assert(
      fc.property(dccpHeader, fc.integer({ min: 0, max: 500 }), (header, length) => {
        const packet = dccpPacket(header, length);
        const [, actual] = packet.headers;
        if (actual?.type !== "dccp") throw new Error("no DCCP");
        const text = printPacket(toAst(packet, "outbound"));
        expect(differences(text, actual, length)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
