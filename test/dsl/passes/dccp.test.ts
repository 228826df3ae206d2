// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import { load } from "../../../src/dsl/index.js";

/** What the checks say of a packet. */
function findings(packet: string): string[] {
  const { diagnostics } = load(`0 f() = 0\n+0 ${packet}\n`, "test.pkt");
  return diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

describe("right", () => {
  test.each([
    '< dccp Request seq 0 service "SPDL" <change_l ccid 2,change_r ccid 2>',
    "< dccp Response seq 0 ack 0 service 4294967295 <init_cookie 0a0b>",
    "< dccp Data seq 281474976710655 ccval 15 cscov 15 (65535)",
    "> dccp Data short seq 1 <timestamp 4294967295,padding,slow_receiver>",
    "> dccp Ack seq 1",
    "< dccp Ack short seq 1 ack 0 <mandatory,change_l sequence_window 281474976710655,padding,padding>",
    "< dccp DataAck seq 1 ack 0 (5) <ack_vector0 R64 N1,elapsed_time 65535>",
    "> dccp DataAck seq 1 <timestamp_echo 1 elapsed 65536,padding,padding,ndp_count 65535>",
    "< dccp CloseReq seq 1 ack 0",
    "> dccp Reset seq 1",
    "< dccp Reset seq 1 ack 0 code 255 data 000000 (20)",
    "> dccp Sync seq 1 <...>",
    "> dccp Ack seq 1 <loss_event_rate 1,receive_rate 2>",
    "> dccp Ack seq 1 <loss_intervals skip 255 (lossless 16777215, loss 8388607, data 16777215)>",
    "> dccp Ack seq 1 <change_l ack_ratio 65535,padding,padding,padding>",
    "> dccp Ack seq 1 <kind 31,kind 128 0a>",
    "> dccp Ack seq 1 <raw 00000000>",
    "> dccp Close seq 1 <init_cookie 0000>",
    "> dccp Request seq 0 <loss_event_rate 1,padding,padding>",
    "> dccp Ack seq 1 <mandatory,padding,padding,padding>",
    "< dccp Ack seq 1 ack 0 doff 255 bad_checksum",
    "> dccp Reset seq 0! ack 5 code option_error",
  ])("%s", (packet) => {
    expect(findings(packet)).toEqual([]);
  });
});

describe("wrong", () => {
  test.each([
    ["< dccp Request seq 0 ack 0", "check/dccp-field: Request packets have no ack"],
    ["> dccp Data seq 0 ack 0", "check/dccp-field: Data packets have no ack"],
    ["< dccp Ack seq 0", "check/dccp-field: Ack packets need an ack"],
    ["> dccp Ack seq 0 service 5", "check/dccp-field: Ack packets have no service code"],
    ["> dccp Close seq 0 code closed", "check/dccp-field: only Reset packets have a code and data"],
    ["> dccp Close seq 0 data 000000", "check/dccp-field: only Reset packets have a code and data"],
    ["< dccp Reset seq 0 ack 0", "check/dccp-field: Reset packets need a code"],
    ["> dccp Reset seq 0 data 00", "check/dccp-field: the data of a Reset packet is 3 bytes"],
    ["> dccp Sync short seq 0", "check/dccp-short: short is for Data, Ack, DataAck packets only"],
    ["< dccp Data seq 0 <...>", "check/open-options: <...> is for expected packets only"],
    [
      "> dccp Ack seq 1 <slow_receiver>",
      "check/options-padding: 1 bytes of DCCP options, which is no multiple of 4",
    ],
    ["> dccp Ack seq 1 <kind 31 0a>", "check/dccp-option: an option of kind 31 is a single byte"],
    ["> dccp Ack seq 1 <change_l ack_ratio 1 2>", "check/dccp-option: the feature has one value"],
    [
      `> dccp Ack seq 1 <init_cookie ${"00".repeat(254)}>`,
      "check/dccp-option: 256 bytes in one option, and 255 are the most there can be",
    ],
    [
      `> dccp Ack seq 1 <${Array(997).fill("padding").join(",")}>`,
      "check/options-too-long: 997 bytes of DCCP options, and 996 are the most there can be",
    ],
    ["> dccp Data seq 1 <ack_vector0 R1 R1>", "check/dccp-option-place: Data packets have no ack_vector"],
    [
      "> dccp Request seq 1 <elapsed_time 1>",
      "check/dccp-option-place: elapsed_time is about the ack, and Request packets have none",
    ],
    [
      "> dccp Request seq 1 <init_cookie 0000>",
      "check/dccp-option-place: init_cookie comes from the server, and Request packets go to it",
    ],
    ["> dccp Ack seq 1 bad_checksum", "check/bad-checksum: bad_checksum is for injected packets only"],
    [
      "> dccp Ack seq 1 <mandatory,mandatory,padding,padding>",
      "check/dccp-option-place: mandatory is about the option behind it, and there is none",
    ],
    [
      "> dccp Ack seq 1 <slow_receiver,slow_receiver,slow_receiver,mandatory>",
      "check/dccp-option-place: mandatory is about the option behind it, and there is none",
    ],
  ])("%s", (packet, finding) => {
    expect(findings(packet)).toContain(finding);
  });

  test.each([
    ["dccp 65536 > 1 Ack seq 1", "source port"],
    ["dccp 1 > 65536 Ack seq 1", "destination port"],
    ["dccp Ack seq 281474976710656", "seq"],
    ["dccp Ack seq 0 ack 281474976710656", "ack"],
    ["dccp Request seq 0 service 4294967296", "service"],
    ["dccp Reset seq 0 code 256", "code"],
    ["dccp Ack seq 0 ccval 16", "ccval"],
    ["dccp Ack seq 0 cscov 16", "cscov"],
    ["dccp Ack seq 0 doff 256", "doff"],
    ["dccp Ack seq 0 <change_l 256>", "feature"],
    ["dccp Ack seq 0 <change_l ccid 256>", "value"],
    ["dccp Ack seq 0 <change_l ack_ratio 65536>", "value"],
    ["dccp Ack seq 0 <ndp_count1 256>", "ndp_count"],
    ["dccp Ack seq 0 <elapsed_time2 65536>", "elapsed_time"],
    ["dccp Ack seq 0 <timestamp_echo 0 elapsed2 65536>", "elapsed"],
    ["dccp Ack seq 0 <timestamp_echo 4294967296>", "timestamp_echo"],
    ["dccp Ack seq 0 <timestamp 4294967296>", "timestamp"],
    ["dccp Ack seq 0 <data_checksum 4294967296>", "data_checksum"],
    ["dccp Ack seq 0 <receive_rate 4294967296>", "receive_rate"],
    ["dccp Ack seq 0 <loss_intervals skip 256>", "skip"],
    ["dccp Ack seq 0 <loss_intervals skip 0 (lossless 0, loss 8388608, data 0)>", "loss"],
    ["dccp Ack seq 0 <kind 256>", "kind"],
  ])("%s: %s", (packet, field) => {
    const found = findings(`> ${packet}`).filter((finding) => finding.startsWith("check/field-range"));
    expect(found).toEqual([expect.stringMatching(`^check/field-range: ${field} is `)]);
  });

  test("breaking a rule of the protocol is a warning, what cannot be is an error", () => {
    const { diagnostics } = load("0 > dccp Data seq 1 ack 1 <ack_vector0 R1 R1>\n", "test.pkt");
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ["check/dccp-field", "error"],
      ["check/dccp-option-place", "warning"],
    ]);
  });
});
