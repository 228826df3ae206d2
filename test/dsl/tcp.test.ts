// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import { TCP_FLAG } from "../../src/dsl/index.js";
import { parseTcp } from "./support/parse-one.js";
import { withoutSpans } from "./support/spans.js";

const { FIN, SYN, RST, PSH, ACK, URG, ECE, CWR, AE } = TCP_FLAG;

describe("flags", () => {
  test.each([
    ["-", 0, false],
    [".", ACK, false],
    ["S.", SYN | ACK, false],
    ["FRPU", FIN | RST | PSH | URG, false],
    ["SEWA", SYN | ECE | CWR | AE, false],
    ["P.5", PSH | ACK | AE | ECE, true],
    [".0", ACK, true],
    [".2", ACK | CWR, true],
    ["S .", SYN | ACK, false],
    ["P .5", PSH | ACK | AE | ECE, true],
  ])("%s", (text, bits, ace) => {
    expect(parseTcp(`> ${text} 1:1(0)`).flags).toMatchObject({ bits, ace });
  });
});

describe("fields", () => {
  test("those that are not there are not in the node", () => {
    expect(withoutSpans(parseTcp("> . 1:11(10)"))).toEqual({
      type: "tcp",
      flags: { bits: ACK, ace: false },
      sequence: { start: 1, end: 11, length: 10 },
      options: [],
    });
  });

  test("those that are there are", () => {
    expect(withoutSpans(parseTcp("< 8080 > 0x4d2 U. 4294967295:0(1) ack 2 win 3 urg 4 <...>"))).toEqual({
      type: "tcp",
      ports: { source: 8080, destination: 1234 },
      flags: { bits: ACK | URG, ace: false },
      sequence: { start: 4294967295, end: 0, length: 1 },
      ack: 2,
      window: 3,
      urgent: 4,
    });
  });

  test("a name can stand for a number", () => {
    expect(withoutSpans(parseTcp("< PORT > 80 . 1:1(0) win WIN"))).toMatchObject({
      ports: { source: { type: "symbol", name: "PORT" } },
      window: { type: "symbol", name: "WIN" },
    });
  });
});

describe("options", () => {
  const bytes = (...values: number[]) => ({ type: "hex", bytes: Uint8Array.from(values) });
  test.each([
    ["nop", { type: "nop" }],
    ["eol", { type: "eol" }],
    ["sackOK", { type: "sackOK" }],
    ["mss 1460", { type: "mss", value: 1460 }],
    ["mss MSS", { type: "mss", value: { type: "symbol", name: "MSS" } }],
    ["wscale 8", { type: "wscale", shift: 8 }],
    ["TS val 100 ecr 0", { type: "timestamps", value: 100, echo: 0 }],
    [
      "sack 1:2 3:4",
      {
        type: "sack",
        blocks: [
          { left: 1, right: 2 },
          { left: 3, right: 4 },
        ],
      },
    ],
    ["md5 00ff", { type: "md5", digest: bytes(0, 255) }],
    ["md5", { type: "md5" }],
    ["ao keyid 1 rnextkeyid 2 mac 0a", { type: "ao", keyId: 1, rnextKeyId: 2, mac: bytes(10) }],
    ["ao keyid 1 rnextkeyid 2", { type: "ao", keyId: 1, rnextKeyId: 2 }],
    ["FO", { type: "fastopen", experimental: false }],
    ["FO abcd1234", { type: "fastopen", experimental: false, cookie: bytes(0xab, 0xcd, 0x12, 0x34) }],
    ["FOEXP 1234", { type: "fastopen", experimental: true, cookie: bytes(0x12, 0x34) }],
    ["FOEXP COOKIE", { type: "fastopen", experimental: true, cookie: { type: "symbol", name: "COOKIE" } }],
    ["ECN e0b 1", { type: "accecn", order: 0, counters: [1] }],
    ["ECN e0b 1 ceb 2 e1b 3", { type: "accecn", order: 0, counters: [1, 2, 3] }],
    ["ECN e1b 1 ceb 2", { type: "accecn", order: 1, counters: [1, 2] }],
    ["kind 253 0a0b", { type: "unknown", kind: 253, data: bytes(10, 11) }],
    ["kind 253", { type: "unknown", kind: 253 }],
    ["raw 0203", { type: "raw", data: bytes(2, 3) }],
  ])("%s", (text, option) => {
    expect(withoutSpans(parseTcp(`> . 1:1(0) <nop, ${text} ,nop>`).options)).toEqual([
      { type: "nop" },
      option,
      { type: "nop" },
    ]);
  });
});
