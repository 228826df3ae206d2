// SPDX-License-Identifier: GPL-2.0
import { expect, test } from "vitest";
import { load, render } from "../../src/dsl/index.js";

/** What goes wrong, and a script with it. */
const MISTAKES: readonly (readonly [string, string | Uint8Array])[] = [
  ["a misspelt field", "+0 < S 0:0(0) wim 32792\n"],
  ["a misspelt option", "+0 < S 0:0(0) win 1000 <mss 1460,sackOk>\n"],
  ["a misspelt ECN field", "+0 > [ect2] . 1:1(0)\n"],
  ["a field given twice", "+0 > [ect0, ect1] . 1:1(0)\n"],
  ["an unknown flag", "+0 < X 0:0(0) win 1000\n"],
  ["ACE as digit and letter", "+0 > P5E 1:1(0)\n"],
  ["no length", "+0 < S 0:0 win 1000\n"],
  ["no direction", "+0 S 0:0(0) win 1000\n"],
  ["no number", "+0 > . 1:1(0) ack\n+0 > . 1:1(0)\n"],
  ["a bracket that is not closed", "0 socket(..., SOCK_STREAM, 0 = 3\n+0 bind(3, ..., ...) = 0\n"],
  ["a bracket inside another", "+0 connect(3, {sin_port=htons(80}, 16) = 0\n"],
  ["no result", "+0 close(3)\n+0 close(4) = 0"],
  ["words after a result", "+0 f() = -1 EINVAL Invalid\n"],
  ["a string that is not closed", '+0 write(3, "abc, 4) = 4\n+0 close(3) = 0\n'],
  ["a command that is not closed", "+0 `ls\n+0 close(3) = 0\n"],
  ["code that is not closed", "+0 %{ assert True\n"],
  ["a comment that is not closed", "0 close(3) = 0\n/* the end\n"],
  ["two mistakes and good events around them", "0 f() = 1\n+0 g( = 1\n+0 h() = 1\n+0 > . 1:1\n+0 k() = 1\n"],
  ["an event in several lines", "0 recvmsg(3, {msg_iov(1)=[{..., 5}],\n             msg_flags 0}, 0) = 5\n"],
  ["a comment in front of a mistake", "0 f(/* one */ 1, /* two */ |) = 0 // end\n"],
  ["tabs in front of a mistake", "\t0\tf(1,\t|) = 0\n"],
  ["too precise a time", "+.1234567891 close(3) = 0\n"],
  ["too large a number", "+0 close(99999999999999999999999) = 0\n"],
  ["too large a number in a packet", "+0 > . 1:1(0) ack 99999999999999999999999\n"],
  ["brackets nested too deeply", `0 f(${"[".repeat(70)}${"]".repeat(70)}) = 0\n`],
  ["an option too late", "0 close(3) = 0\n--late\n"],
  ["two commands without a time", "`a`\n`b`\n0 close(3) = 0\n"],
  ["a line that is nothing", "hello\n"],
  ["another kind of file", "\x7fELF\0\0\0"],
  ["bytes that are not UTF-8", Buffer.from('0 f() = 0 // \xe9\n+0 g("\xe9", "\xe9") = 0\n', "latin1")],
  ["a mistake in a very long line", `0 f(${"1, ".repeat(100)} |, ${"2, ".repeat(100)} 3) = 0\n`],
  ["nothing", ""],
  ["a late first event", "1 close(3) = 0\n"],
  ["time that goes backwards", "0 f() = 0\n+2 f() = 0\n1.5 f() = 0\n"],
  ["ranges that end before they start", "0 f() = 0\n2~1 > . 1:1(0)\n+3...1 f() = 0\n"],
  ["open times of other events", "0 f() = 0\n* < . 1:1(0) win 5\n+1~+2 f() = 0\n"],
  ["open fields of an injected packet", "0 < [ect01] . 1:1(0) win 5 <...>\n"],
  ["no window", "0 < . 1:1(0)\n"],
  ["sequence numbers and length", "0 > . 1:1001(100)\n+0 < icmp unreachable [5:4(1)]\n"],
  ["numbers too large for their fields", "0 < 70000 > 80 . 1:1(0) win 65536 <mss 65536,wscale 256,nop>\n"],
  ["too many options", "0 > . 1:1(0) <sack 1:2 3:4 5:6 7:8 9:10>\n"],
  ["options without padding", "0 > . 1:1(0) <wscale 1>\n"],
  ["addresses", "0 > ipv4 1.2.3.400 > 1.2.3.4: ipv6 1.2.3.4 > ::1: . 1:1(0)\n"],
  ["escape sequences", '0 write(3, ["a\\qb", {x=htons("\\xg")}], 3) = 3\n'],
  ["a name that is not defined", "0 > . 1:1(0) win WIN <FO COOKIE,nop,nop>\n"],
  ["a misspelt MPTCP option", "0 > . 1:1(0) <dsss dack4>\n"],
  ["a misspelt field of an MPTCP option", "0 > . 1:1(0) <dss dack=1>\n"],
  ["a field of an MPTCP option twice", "0 > . 1:1(0) <dss dack4=1 dack8=1>\n"],
  ["a key without a name", "0 > . 1:1(0) <dss dack4=trunc_r64_hmac(skey)>\n"],
  ["no type of DCCP packet", "0 > dccp Reqest seq 0\n"],
  ["no sequence number", "0 > dccp Request service 5\n"],
  ["a misspelt DCCP option", "0 > dccp Ack seq 1 <ack_vektor0 R1>\n"],
  ["fields that a DCCP packet does not have", "0 < dccp Data seq 1 ack 1 service 5 <...>\n"],
  ["a misspelt chunk", "0 > sctp: DAAT[flgs=0]\n"],
  ["a misspelt field of a chunk", "0 > sctp: ECNE[flgs=0, /* the lowest */ tns=1]\n"],
  ["a field of a chunk that is missing", "0 > sctp: SHUTDOWN[flgs=0]\n"],
  ["a parameter in the place of a chunk", "0 > sctp: STATE_COOKIE[...]\n"],
  ["no colon behind sctp", "0 > sctp DATA[flgs=0]\n"],
  ["fields of a chunk in another order", "0 > sctp: ECNE[tsn=1, flgs=0]\n"],
  ["a quoted packet in front", "0 < [1:1001(1000)] icmp unreachable frag_needed mtu 1200\n"],
  ["open fields of an injected chunk", "0 < sctp: SHUTDOWN[flgs=0, cum_tsn=...]\n"],
  ["a length that does not fit", "0 > sctp: DATA[flgs=BE, len=4, tsn=1, sid=0, ssn=0, ppid=0]\n"],
  ["conditions that do not fit", "0 f(1,\n#ifdef Linux\n2) = 0\n#endif\n"],
  ["names of the wrong type", '--define=A="x"\n--define=B=x\n0 > . 1:1(A)\n+0 B\n+0 f(A) = 0\n'],
];

test("each mistake is shown with its place, in words of the language", async () => {
  const shown = MISTAKES.map(([what, script]) => {
    const { diagnostics, source } = load(script, "test.pkt");
    return [`--- ${what}`, ...diagnostics.map((diagnostic) => render(diagnostic, source)), ""].join("\n");
  });
  await expect(shown.join("\n")).toMatchFileSnapshot("snapshots/diagnostics.txt");
});

test("each mistake is an error, but for what can be understood all the same", () => {
  const harmless = MISTAKES.filter(([, script]) =>
    load(script, "test.pkt").diagnostics.every(({ severity }) => severity === "warning"),
  );
  expect(harmless.map(([what]) => what)).toEqual([
    "nothing",
    "fields of a chunk in another order",
    "a quoted packet in front",
  ]);
});
