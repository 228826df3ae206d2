// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DccpHeader, SymbolRef } from "../../src/dsl/ast.js";
import {
  DCCP_RESET_CODES,
  load,
  parse,
  printDccpOption,
  printHeader,
  printPacket,
  render,
} from "../../src/dsl/index.js";
import { dccp, dccpOption } from "./support/arbitrary-dccp.js";
import { parseAction } from "./support/parse-one.js";
import { withoutSpans } from "./support/spans.js";

function parseDccp(text: string): DccpHeader<SymbolRef> {
  const action = parseAction(text);
  const header = action.type === "packet" ? action.headers.at(-1) : undefined;
  if (header?.type !== "dccp") throw new Error(`not a DCCP packet: ${text}`);
  return header;
}

const symbol = (name: string) => ({ type: "symbol", name });
const hex = (...bytes: number[]) => ({ type: "hex", bytes: Uint8Array.from(bytes) });

describe("packets", () => {
  test.each([
    ['Request seq 0 service "SPDL"', { packetType: "Request", sequence: 0, service: 0x5350444c }],
    ['Request seq 0 service "AB"', { packetType: "Request", sequence: 0, service: 0x41422020 }],
    ["Response ack 0 seq 0 service 42", { packetType: "Response", sequence: 0, ack: 0, service: 42 }],
    ["Data seq 281474976710655 (100)", { packetType: "Data", sequence: 2 ** 48 - 1, length: 100 }],
    ["Data short seq 5", { packetType: "Data", extended: false, sequence: 5 }],
    [
      "dataack seq 1 ack 2 ccval 3 cscov 1",
      { packetType: "DataAck", sequence: 1, ack: 2, ccval: 3, cscov: 1 },
    ],
    ["CloseReq seq N ack 2", { packetType: "CloseReq", sequence: symbol("N"), ack: 2 }],
    ["Reset seq 1 ack 2 code closed", { packetType: "Reset", sequence: 1, ack: 2, resetCode: 1 }],
    [
      "Reset seq 1 ack 2 code 200 data 0a0b0c",
      { packetType: "Reset", sequence: 1, ack: 2, resetCode: 200, resetData: hex(10, 11, 12) },
    ],
    ["Reset seq 1 ack 2 code WHY", { packetType: "Reset", sequence: 1, ack: 2, resetCode: symbol("WHY") }],
  ])("%s", (text, node) => {
    expect(withoutSpans(parseDccp(`> dccp ${text}`))).toEqual({
      type: "dccp",
      extended: true,
      length: 0,
      options: [],
      ...node,
    });
  });

  test("ports stand in front of the type, fields of the IP header in front of all", () => {
    const action = parseAction("< [ect0] dccp 5001 > PORT Sync seq 1 ack 2");
    expect(withoutSpans(action)).toMatchObject({
      headers: [
        { ecn: "ect0" },
        { ports: { source: 5001, destination: symbol("PORT") }, packetType: "Sync" },
      ],
    });
  });

  test("ICMP quotes their type and number", () => {
    const text = "< icmp unreachable port_unreachable [dccp Request seq 5]";
    const action = parseAction(text);
    expect(withoutSpans(action)).toMatchObject({
      headers: [{ quoted: { type: "dccp", packetType: "Request", sequence: 5 } }],
    });
    if (action.type === "packet") expect(printPacket(action)).toBe(text);
  });

  test("any options have no list", () => {
    expect(parseDccp("> dccp SyncAck seq 1 ack 2 <...>").options).toBeUndefined();
  });
});

describe("options", () => {
  test.each([
    ["padding", { type: "padding" }],
    ["mandatory", { type: "mandatory" }],
    ["slow_receiver", { type: "slow_receiver" }],
    ["change_l ccid 3 2", { type: "change_l", feature: 1, values: [3, 2] }],
    ["change_r sequence_window 100", { type: "change_r", feature: 3, values: [100] }],
    ["confirm_l 200", { type: "confirm_l", feature: 200, values: [] }],
    ["confirm_r FEATURE 1", { type: "confirm_r", feature: symbol("FEATURE"), values: [1] }],
    ["init_cookie 0a0b", { type: "init_cookie", cookie: hex(10, 11) }],
    ["ndp_count 5", { type: "ndp_count", count: 5 }],
    ["ndp_count6 5", { type: "ndp_count", count: 5, octets: 6 }],
    [
      "ack_vector1 R64 N1 E2 X1",
      {
        type: "ack_vector",
        nonce: 1,
        runs: [
          { state: "R", packets: 64 },
          { state: "N", packets: 1 },
          { state: "E", packets: 2 },
          { state: "X", packets: 1 },
        ],
      },
    ],
    [
      "data_dropped delivered 128 receive_buffer 1 drop5 16",
      {
        type: "data_dropped",
        runs: [
          { state: "delivered", packets: 128 },
          { state: "receive_buffer", packets: 1 },
          { state: "drop5", packets: 16 },
        ],
      },
    ],
    ["timestamp 7", { type: "timestamp", value: 7 }],
    ["timestamp_echo 7", { type: "timestamp_echo", value: 7 }],
    ["timestamp_echo 7 elapsed 8", { type: "timestamp_echo", value: 7, elapsed: 8 }],
    ["timestamp_echo 7 elapsed4 8", { type: "timestamp_echo", value: 7, elapsed: 8, octets: 4 }],
    ["elapsed_time 8", { type: "elapsed_time", elapsed: 8 }],
    ["elapsed_time2 8", { type: "elapsed_time", elapsed: 8, octets: 2 }],
    ["data_checksum", { type: "data_checksum" }],
    ["data_checksum 0x1234", { type: "data_checksum", checksum: 0x1234 }],
    ["loss_event_rate 4294967295", { type: "loss_event_rate", rate: 0xffff_ffff }],
    ["receive_rate 50000", { type: "receive_rate", rate: 50000 }],
    [
      "loss_intervals skip 3 (lossless 10, loss 2, data 9) (lossless 1, loss 1, nonce 1, data 0)",
      {
        type: "loss_intervals",
        skip: 3,
        intervals: [
          { lossless: 10, loss: 2, data: 9, nonce: 0 },
          { lossless: 1, loss: 1, data: 0, nonce: 1 },
        ],
      },
    ],
    ["kind 130 0a", { type: "unknown", kind: 130, data: hex(10) }],
    ["raw 2001", { type: "raw", data: hex(32, 1) }],
  ])("%s", (text, option) => {
    const { options } = parseDccp(`> dccp Ack seq 1 ack 0 <padding, ${text} ,padding>`);
    expect(withoutSpans(options)).toEqual([{ type: "padding" }, option, { type: "padding" }]);
  });
});

describe("one notation", () => {
  test.each([
    ["> dccp request service 0x5350444c seq 0", '> dccp Request seq 0 service "SPDL"'],
    ['> dccp Request seq 0 service "AB"', '> dccp Request seq 0 service "AB"'],
    ["> dccp Request seq 0 service 0x41204120", "> dccp Request seq 0 service 1092632864"],
    [
      "< dccp Reset cscov 1 code 3 ack 2 seq 1 <...>",
      "< dccp Reset seq 1 ack 2 code no_connection cscov 1 <...>",
    ],
    ["> dccp Data (0) seq 5", ""],
    ["> dccp Data short seq 5 (0)", "> dccp Data short seq 5"],
    ["> dccp Ack seq 1 ack 0 <change_l 1 2,kind 1>", "> dccp Ack seq 1 ack 0 <change_l ccid 2,kind 1>"],
  ])("%s is printed as %s", (text, expected) => {
    const { script, diagnostics } = parse(`+0 ${text}\n`, "test.pkt");
    const action = script.events[0]?.action;
    expect(action?.type === "packet" ? printPacket(action) : "").toBe(expected);
    expect(diagnostics.length > 0).toBe(expected === "");
  });

  test("what is printed of any packet is that packet", () => {
    fc.assert(
      fc.property(dccp, (header) => {
        expect(withoutSpans(parseDccp(`> ${printHeader(header)}`))).toEqual(withoutSpans(header));
      }),
    );
  });

  test("and of any option, that option", () => {
    fc.assert(
      fc.property(dccpOption, (option) => {
        const { options } = parseDccp(`> dccp Ack seq 1 <${printDccpOption(option)}>`);
        expect(withoutSpans(options)).toEqual([withoutSpans(option)]);
      }),
    );
  });

  test("reset codes have their numbers of RFC 4340", () => {
    expect(DCCP_RESET_CODES.indexOf("too_busy")).toBe(9);
    expect(DCCP_RESET_CODES.indexOf("aggression_penalty")).toBe(11);
  });
});

describe("mistakes", () => {
  test.each([
    ["Reqest seq 0", "the types of DCCP packets are Request, Response"],
    ["Data (5)", "a DCCP packet has its sequence number"],
    ["Data seq 1 seq 2", "no field twice"],
    ['Request seq 0 service "toolong"', "a service code in quotes has one to four characters"],
    ['Request seq 0 service ""', "a service code in quotes has one to four characters"],
    ["Ack seq 1 <ack_vector0 R65>", "a run in an ack vector has 1 to 64 packets"],
    ["Ack seq 1 <ack_vector0 R0>", "a run in an ack vector has 1 to 64 packets"],
    ["Ack seq 1 <data_dropped corrupt 17>", "a run has 1 to 16 packets"],
    ["Ack seq 1 <data_dropped delivered 129>", "a run has 1 to 16 packets"],
    ["Ack seq 1 <chnge_l ccid 2>", 'found "chnge_l"'],
    ["Ack seq 1 <ndp_count7 1>", 'found "7"'],
  ])("%s", (text, message) => {
    const { diagnostics } = parse(`+0 > dccp ${text}\n`, "test.pkt");
    expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual([expect.stringContaining(message)]);
  });
});

test("names stand for numbers and bytes", () => {
  const text = `--define=SEQ=5
--define=DATA=010203
--define=CODE=4
--define=FEATURE=9
0 > dccp Reset seq SEQ ack SEQ code CODE data DATA (SEQ) <change_l FEATURE SEQ>
`;
  const { script, diagnostics, source } = load(text, "test.pkt");
  expect(diagnostics.map((diagnostic) => render(diagnostic, source))).toEqual([]);
  const action = script.events[0]?.action;
  expect(action?.type === "packet" ? printPacket(action) : "").toBe(
    "> dccp Reset seq 5 ack 5 code packet_error data 010203 (5) <change_l check_data_checksum 5>",
  );
});
