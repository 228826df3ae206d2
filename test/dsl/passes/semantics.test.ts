// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import { bind, parse } from "../../../src/dsl/index.js";
import { checkSemantics } from "../../../src/dsl/passes/semantics.js";

/** What the checks of meaning say, as line and code. */
function found(text: string): string[] {
  const { script, diagnostics } = parse(text, "test.pkt");
  expect(diagnostics).toEqual([]);
  return checkSemantics(bind(script).script, true).map(({ span, code }) => `${span.line} ${code}`);
}

const SERVER = `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
`;
const HANDSHAKE = `${SERVER}+0 < S 0:0(0) win 1000 <mss 1000>
+0 > S. 0:0(0) ack 1 <mss 1460>
+0 < . 1:1(0) ack 1 win 1000
+0 accept(3, ..., ...) = 4
`;
const CLIENT = `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
`;

test("a whole connection has nothing wrong", () => {
  expect(found(`${HANDSHAKE}+0 write(4, ..., 1000) = 1000\n+0 > P. 1:1001(1000) ack 1\n`)).toEqual([]);
});

describe("results", () => {
  test.each([
    "f() = -2",
    "f() = -4095",
    "f() = 0 EINVAL (Invalid argument)",
    "f() = 3 EAGAIN",
    "write(4, ..., 100) = 101",
    "read(4, ..., 100) = 200",
    "recv(4, ..., 100, 0) = 200",
    "recv(4, ..., 100, MSG_PEEK) = 200",
  ])("%s cannot be", (call) => {
    expect(found(`0 ${call}`)).toEqual(["1 check/impossible-result"]);
  });

  test.each([
    "f() = -1",
    "f() = -4096",
    "f() = -1 EINVAL",
    "f() = ... EINVAL",
    "write(4, ..., 100) = 100",
    "recv(4, ..., 100, MSG_TRUNC) = 200",
    "recv(4, ..., 100, MSG_PEEK|MSG_TRUNC) = 200",
    "recv(4, ..., 100, ...) = 200",
    "writev(4, [{..., 100}], 1) = 200",
    "write(4, ..., SIZE) = 200",
  ])("%s can be", (call) => {
    expect(found(`0 ${call}`)).toEqual([]);
  });
});

describe("options of TCP", () => {
  test.each([
    ["> S. 0:0(0) ack 1 <sackOK,mss 1460,nop,nop>", ["check/option-order"]],
    ["> S. 0:0(0) ack 1 <mss 1460,TS val 1 ecr 2,sackOK>", ["check/option-order"]],
    ["> S. 0:0(0) ack 1 <mss 1460,mss 1460>", ["check/option-twice"]],
    ["> S. 0:0(0) ack 1 <sack 1:2,nop,nop>", ["check/option-place"]],
    ["> . 1:1(0) ack 1 <sack 1:2,nop,nop,TS val 1 ecr 2>", ["check/option-order"]],
    ["> . 1:1(0) ack 1 <mss 1460>", ["check/option-place"]],
    ["< . 1:1(0) ack 1 win 5 <nop,wscale 7>", ["check/option-place"]],
    ["< . 1:1(0) ack 1 win 5 <mss 5,sackOK,nop,nop>", ["check/option-place", "check/option-place"]],
  ])("%s is wrong", (packet, codes) => {
    expect(found(`${HANDSHAKE}+0 ${packet}`)).toEqual(codes.map((code) => `8 ${code}`));
  });

  test.each([
    "> S. 0:0(0) ack 1 <mss 1460,sackOK,TS val 1 ecr 2,nop,wscale 7,FO abcd,nop,nop>",
    "> S. 0:0(0) ack 1 <...>",
    "> . 1:1(0) ack 1 <nop,nop,TS val 1 ecr 2,nop,nop,sack 1:2>",
    "< S 0:0(0) win 5 <sackOK,mss 1460,mss 1460,nop,nop>",
    "< S 0:0(0) win 5 <sack 1:2,nop,nop>",
  ])("%s is right", (packet) => {
    expect(found(`${HANDSHAKE}+0 ${packet}`)).toEqual([]);
  });
});

describe("expected packets that cannot come", () => {
  test.each([
    ["nothing has happened", "0 > . 1:1(0)\n"],
    ["a socket that only listens", `${SERVER}+0 > S. 0:0(0) ack 1\n`],
    ["a SYN-ACK without SYN", `${SERVER}+0 < . 1:1(0) ack 1 win 5\n+0 > S. 0:0(0) ack 1\n`],
    ["a SYN without connect()", `${SERVER}+0 < S 0:0(0) win 5\n+0 > S 0:0(0)\n`],
    ["an ACK before the SYN-ACK", `${CLIENT}+0 connect(3, ..., ...) = -1 EINPROGRESS\n+0 > . 1:1(0) ack 1\n`],
    ["set-up that sends nothing", "`sysctl -q a=1 && ./defaults.sh 2>&1`\n0 > . 1:1(0)\n"],
    [
      "commands that send nothing",
      "0 f() = 0\n+0 `ip route add 1.2.3.4 dev tun0; tc -s qdisc`\n+0 > . 1:1(0)\n".replace(
        "0 f() = 0\n+0",
        "0",
      ),
    ],
    ["UDP without a call", "0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 3\n+0 > udp (5)\n"],
  ])("%s", (_, text) => {
    const last = text.trimEnd().split("\n").length;
    expect(found(text)).toEqual([`${last} check/unreachable`]);
  });

  test("only the first is reported", () => {
    expect(found("0 > . 1:1(0)\n+0 > . 1:1(0)\n")).toEqual(["1 check/unreachable"]);
  });

  test.each([
    ["a reset for a stray packet", "0 < . 1:1(0) ack 1 win 5\n+0 > R 1:1(0)\n"],
    ["a SYN after connect()", `${CLIENT}+0 connect(3, ..., ...) = -1 EINPROGRESS\n+0 > S 0:0(0)\n`],
    ["a SYN after sendto()", `${CLIENT}+0 sendto(3, ..., 5, MSG_FASTOPEN, ..., ...) = 5\n+0 > S 0:5(5)\n`],
    ["an unknown call", "0 f() = 0\n+0 > S 0:0(0)\n"],
    ["a program in the background", "`nc 1.2.3.4 80 &`\n0 > S 0:0(0)\n"],
    ["a program that may send", "0 `nc 1.2.3.4 80`\n+0 > S 0:0(0)\n"],
    ["a repaired socket", `${CLIENT}+0 setsockopt(3, SOL_TCP, TCP_REPAIR, [1], 4) = 0\n+0 > S 0:0(0)\n`],
    ["ICMP", "0 > icmp echo_request id 1\n"],
    [
      "simultaneous open",
      `${CLIENT}+0 connect(3, ..., ...) = -1 EINPROGRESS\n+0 > S 0:0(0)\n+0 < S 0:0(0) win 5\n+0 > S. 0:0(0) ack 1\n`,
    ],
  ])("%s can come", (_, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe("calls that block", () => {
  test.each([
    ["connect()", `${CLIENT}+0 connect(3, ..., ...) = 0\n`],
    ["accept()", `${SERVER}+0 accept(3, ..., ...) = 4\n`],
    ["accept4()", `${SERVER}+0 accept4(3, ..., ..., SOCK_NONBLOCK) = 4\n`],
  ])("%s is reported", (_, text) => {
    expect(found(text)).toEqual([`${text.trimEnd().split("\n").length} check/blocks`]);
  });

  test.each([
    ["with a second time", `${CLIENT}+0...0.1 connect(3, ..., ...) = 0\n`],
    ["that fails", `${CLIENT}+0 connect(3, ..., ...) = -1 EINPROGRESS\n`],
    [
      "of a socket that does not block",
      "0 socket(..., SOCK_STREAM|SOCK_NONBLOCK, 0) = 3\n+0 connect(3, ..., ...) = 0\n",
    ],
    ["after fcntl()", `${CLIENT}+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n+0 connect(3, ..., ...) = 0\n`],
    ["after ioctl()", `${CLIENT}+0 ioctl(3, FIONBIO, [1]) = 0\n+0 connect(3, ..., ...) = 0\n`],
    [
      "with Fast Open",
      `${CLIENT}+0 setsockopt(3, SOL_TCP, TCP_FASTOPEN_CONNECT, [1], 4) = 0\n+0 connect(3, ..., ...) = 0\n`,
    ],
    [
      "with a timeout",
      `${SERVER}+0 setsockopt(3, SOL_SOCKET, SO_RCVTIMEO, [1], 4) = 0\n+0 accept(3, ..., ...) = 4\n`,
    ],
    ["of UDP", "0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 3\n+0 connect(3, ..., ...) = 0\n"],
    [
      "to another socket of the script",
      `${SERVER}+0 socket(..., SOCK_STREAM, 0) = 4\n+0 connect(4, AF_INET, 16) = 0\n+0 accept(3, ..., ...) = 5\n`,
    ],
    ["after a handshake", HANDSHAKE],
  ])("a call %s is not", (_, text) => {
    expect(found(text)).toEqual([]);
  });
});
