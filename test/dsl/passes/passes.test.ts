// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import { load } from "../../../src/dsl/index.js";
import { SAMPLE } from "../support/samples.js";

/** What the checks say of a script that starts with an event at 0. */
function codes(text: string): string[] {
  return load(`0 f() = 0\n${text}\n`, "test.pkt").diagnostics.map(({ code }) => code);
}

test("a script with every construct has nothing wrong", () => {
  expect(load(SAMPLE, "sample.pkt").diagnostics).toEqual([]);
});

describe("time", () => {
  test.each([
    "0 f() = 0",
    "+0 f() = 0\n+1 f() = 0\n1 f() = 0",
    "* > . 1:1(0)\n0 f() = 0",
    "1~5 > . 1:1(0)\n1.5 f() = 0",
    "+1~+2 > . 1:1(0)\n1 f() = 0",
    "1 f() = 0\n.5~1.5 > . 1:1(0)",
    "1...1 f() = 0\n+0...0 f() = 0",
  ])("%j may be", (text) => {
    expect(codes(text)).toEqual([]);
  });

  test.each([
    ["1 f() = 0\n.999999999 f() = 0", ["check/time-backwards"]],
    ["+1 f() = 0\n.5 f() = 0\n.6 f() = 0", ["check/time-backwards"]],
    ["+1 f() = 0\n.5 f() = 0\n.4 f() = 0", ["check/time-backwards", "check/time-backwards"]],
    ["1~2 > . 1:1(0)\n.5 f() = 0", ["check/time-backwards"]],
    ["1 f() = 0\n.1~.5 > . 1:1(0)", ["check/time-backwards"]],
    ["2~1 > . 1:1(0)", ["check/empty-range"]],
    ["+1...0.5 f() = 0", ["check/empty-range"]],
  ])("%j may not be", (text, found) => {
    expect(codes(text)).toEqual(found);
  });

  test.each(["+1 f() = 0", "+0 f() = 0", "0 f() = 0", "+1~+2 > . 1:1(0)", "* > . 1:1(0)"])(
    "%s may be first",
    (text) => {
      expect(load(text, "test.pkt").diagnostics).toEqual([]);
    },
  );

  test.each([".1 f() = 0", "1~2 > . 1:1(0)"])("%s may not be first", (text) => {
    expect(load(text, "test.pkt").diagnostics).toMatchObject([{ code: "check/first-time" }]);
  });
});

describe("contents", () => {
  test.each([
    '+0 > P. 1:6(5) ack 1 "hello"',
    '+0 > P. 1:6(5) ack 1 "hel" "lo"',
    '+0 > P. 1:6(5) ack 1 "he"...',
    "+0 < P. 1:6(5) ack 1 win 9 pattern(70000)",
    '+0 < udp (5) "hell\\x6f"',
    '+0 < dccp Data seq 1 (5) <padding,padding,padding,padding> "hello"',
    '+0 < udplite (5, 8) "hello"',
    '+0 < proto 253 (5) "hello"',
    '+0 < sctp: DATA[flgs=BE, len=21, tsn=1, sid=0, ssn=0, ppid=0, data="hello"]',
    "+0 < sctp: I_DATA[flgs=BE, len=25, tsn=1, sid=0, mid=0, ppid=0, data=pattern(0)]",
    '+0 > sctp: DATA[flgs=BE, len=..., tsn=1, sid=0, ssn=0, ppid=0, data="hello"]',
  ])("%s may be", (text) => {
    expect(codes(text)).toEqual([]);
  });

  test.each([
    ['+0 > P. 1:6(5) ack 1 "hell"', "check/contents"],
    ['+0 > P. 1:6(5) ack 1 "hello "...', "check/contents"],
    ['+0 < P. 1:6(5) ack 1 win 9 "he"...', "check/contents"],
    ['+0 < R. 1:9(8) ack 1 win 9 [code 1, pen 0] "resetted"', "check/contents"],
    ['+0 > icmp echo_reply id 7 "hello"', "check/contents"],
    ['+0 < sctp: COOKIE_ACK[flgs=0] "hello"', "check/contents"],
    ['+0 < sctp: DATA[flgs=BE, len=20, tsn=1, sid=0, ssn=0, ppid=0, data="hello"]', "check/contents"],
    ["+0 < sctp: DATA[flgs=BE, len=21, tsn=1, sid=0, ssn=0, ppid=0, data=...]", "check/open-field"],
    ['+0 < udp (2) "\\q"', "check/escape"],
  ])("%s may not be", (text, code) => {
    expect(codes(text)).toEqual([code]);
  });
});

describe("sequence numbers", () => {
  test.each(["0:0(0)", "1:1001(1000)", "4294967295:0(1)", "4294966296:4294967295(999)"])(
    "%s agree",
    (text) => {
      expect(codes(`+0 > . ${text}`)).toEqual([]);
    },
  );

  test.each(["0:1(0)", "1:1000(1000)", "4294967295:1(1)"])("%s do not", (text) => {
    expect(codes(`+0 > . ${text}`)).toEqual(["check/sequence-length"]);
  });
});

describe("TCP options", () => {
  test.each([
    "<mss 1460,sackOK,TS val 1 ecr 2,nop,wscale 8>",
    "<sack 1:2 3:4 5:6 7:8,nop,nop>",
    "<nop,nop,sack 1:2 3:4 5:6,nop,wscale 3,nop,wscale 3,nop,nop,nop,nop>",
    "<md5 000102030405060708090a0b0c0d0e0f,nop,nop>",
    "<md5,nop,eol>",
    "<ao keyid 1 rnextkeyid 2>",
    "<FO,nop,nop>",
    "<FOEXP abcd1234>",
    "<ECN e0b 1 ceb 2 e1b 3,nop>",
    "<kind 253 0a0b>",
    "<raw 00000000>",
    "<...>",
  ])("%s fill their words", (options) => {
    expect(codes(`+0 > . 1:1(0) ${options}`)).toEqual([]);
  });

  test("40 bytes are the most", () => {
    expect(codes(`+0 > . 1:1(0) <${Array(40).fill("nop").join(",")}>`)).toEqual([]);
    expect(codes(`+0 > . 1:1(0) <${Array(41).fill("nop").join(",")}>`)).toEqual(["check/options-too-long"]);
  });
});

describe("field ranges", () => {
  test.each([
    ["> 65536 > 1 . 1:1(0)", "source port"],
    ["> 1 > 65536 udp (5)", ""],
    ["> udp 1 > 65536 (5)", "destination port"],
    ["> . 4294967296:0(0)", "sequence number"],
    ["> . 1:1(0) ack 4294967296", "ack"],
    ["> . 1:1(0) urg 65536", "urg"],
    ["< udp (65536)", "length"],
    ["> udp (524288)", "length"],
    ["> . 1:1(0) <nop,nop,sack 1:4294967296>", "sack"],
    ["> . 1:1(0) <nop,nop,TS val 4294967296 ecr 0>", "TS val"],
    ["> . 1:1(0) <nop,nop,TS val 0 ecr 4294967296>", "TS ecr"],
    ["> . 1:1(0) <ao keyid 256 rnextkeyid 1>", "keyid"],
    ["> . 1:1(0) <nop,nop,nop,ECN e0b 16777216>", "AccECN counter"],
    ["> . 1:1(0) <nop,nop,kind 256>", "kind"],
    ["> [tos 256] udp (5)", "tos"],
    ["> [ttl 256] udp (5)", "ttl"],
    ["> [flowlabel 0x100000] udp (5)", "flowlabel"],
    ["> ipv4 [ttl 256] 192.0.2.1 > 192.0.2.2: udp (5)", "ttl"],
    ["> gre flags 65536: udp (5)", "flags"],
    ["> gre key 4294967296: udp (5)", "key"],
    ["> mpls (label 1048576, tc 0, ttl 1): udp (5)", "label"],
    ["> mpls (label 1, tc 8, ttl 1): udp (5)", "tc"],
    ["> encap psp spi 4294967296 udp (5)", "spi"],
    ["> proto 256 (5)", "protocol"],
    ["> icmp 256", "ICMP type"],
    ["> icmp 3 code 256", "ICMP code"],
    ["> icmp 8 id 65536", "id"],
  ])("%s: %s", (packet, field) => {
    const { diagnostics } = load(`0 ${packet}\n`, "test.pkt");
    const found = diagnostics
      .filter(({ code }) => code === "check/field-range")
      .map(({ message }) => message.split(" is ")[0]);
    expect(found.slice(0, 1)).toEqual(field === "" ? [] : [field]);
  });

  test.each([
    "< 65535 > 65535 . 4294967295:65534(65535) ack 4294967295 win 65535 urg 65535 <mss 65535>",
    "> . 1:524288(524287)",
    "> [tos 0xff, ttl 255, flowlabel 0xfffff] udp (524287)",
    "> mpls (label 1048575, tc 7, ttl 255): udp (5)",
  ])("%s fits", (packet) => {
    expect(codes(`+0 ${packet}`)).toEqual([]);
  });
});

describe("escape sequences", () => {
  test("are found on their lines in strings of several lines", () => {
    const { diagnostics } = load('0 write(3, "one\ntwo \\q", 5) = 5\n', "test.pkt");
    expect(diagnostics).toMatchObject([
      { code: "check/escape", span: { start: 20, end: 22, line: 2, column: 5 } },
    ]);
  });
});
