// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import { parse, printPacket } from "../../src/dsl/index.js";
import { parseAction, parseCall, parseTcp } from "./support/parse-one.js";
import { withoutSpans } from "./support/spans.js";

const hex = (...bytes: number[]) => ({ type: "hex", bytes: Uint8Array.from(bytes) });
const symbol = (name: string) => ({ type: "symbol", name });

describe("options", () => {
  test.each([
    ["exp-FO", { type: "fastopen", experimental: true }],
    ["EXP-FO 0a0b", { type: "fastopen", experimental: true, cookie: hex(10, 11) }],
    ["gen-253 01", { type: "unknown", kind: 253, data: hex(1) }],
    ["gen-9", { type: "unknown", kind: 9 }],
    ["exp-f990 0a0b", { type: "experimental", exId: 0xf990, data: hex(10, 11) }],
    ["exp-1", { type: "experimental", exId: 1 }],
    ["exp-ac DATA", { type: "experimental", exId: 0xac, data: symbol("DATA") }],
    ["exp-tarr", { type: "tarr" }],
    ["exp-tarr 4", { type: "tarr", rate: 4 }],
    ["AccECN0", { type: "accecn", order: 0, counters: [] }],
    ["AccECN0 ee0b 1 eceb 2 ee1b 3", { type: "accecn", order: 0, counters: [1, 2, 3] }],
    ["AccECN1 ee1b 1 eceb 2", { type: "accecn", order: 1, counters: [1, 2] }],
    ["exp-AccECN1 ee1b 1", { type: "accecn", experimental: true, order: 1, counters: [1] }],
    ["md5 valid", { type: "md5", valid: true }],
    ["TS val ... ecr 7", { type: "timestamps", echo: 7 }],
    ["TS val 1 ecr 7!", { type: "timestamps", value: 1, echo: 7, absoluteEcho: true }],
  ])("%s", (text, option) => {
    expect(withoutSpans(parseTcp(`> . 1:1(0) <nop,${text}>`).options?.[1])).toEqual(option);
  });

  test("all of them as bytes", () => {
    expect(withoutSpans(parseTcp("> . 1:1(0) < 0103030a >").options)).toEqual([
      { type: "raw", data: hex(1, 3, 3, 10) },
    ]);
  });

  test.each([
    ["exp-10000", "an ExID has 16 bits"],
    ["AccECN0 eceb 1", 'found "eceb"'],
  ])("%s is a mistake", (text, message) => {
    const { diagnostics } = parse(`0 > . 1:1(0) <${text}>\n`, "test.pkt");
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.message).toContain(message);
  });
});

describe("segments", () => {
  test.each([
    ["1:1001(1000)!", { start: 1, end: 1001, length: 1000, mode: "absolute" }],
    ["...(1000)", { start: 0, end: 1000, length: 1000, mode: "any" }],
  ])("%s", (text, sequence) => {
    expect(withoutSpans(parseTcp(`> P. ${text} ack 1`).sequence)).toEqual(sequence);
  });

  test("the reason for a reset", () => {
    const { resetReason } = parseTcp("< R. 1:9(8) ack 1 win 5 [code 1, pen PEN]");
    expect(withoutSpans(resetReason)).toEqual({ code: 1, pen: symbol("PEN") });
  });

  test.each([
    ["> . 1:1(0) <exp-AccECN0 ee0b 1> / udp ( 1 > 2 )", "> . 1:1(0) <exp-AccECN0 ee0b 1> /udp(1 > 2)"],
    ["> . 1:1(0) <AccECN0 ee0b 1,exp-FO>", "> . 1:1(0) <ECN e0b 1,FOEXP>"],
    ["> . 1:1(0) <exp-1 0a>", "> . 1:1(0) <exp-0001 0a>"],
  ])("%s is printed as %s", (text, printed) => {
    const action = parseAction(text);
    expect(action.type === "packet" && printPacket(action)).toBe(printed);
  });
});

test("a key is a word of hex digits, whatever its first one is", () => {
  const { args } = parseCall("setsockopt(3, A, B, {enable=1, psk=0011aabb}, 20) = 0");
  expect(withoutSpans(args[3])).toMatchObject({
    members: [{ name: "enable" }, { name: "psk", value: { type: "name", name: "0011aabb" } }],
  });
});
