// SPDX-License-Identifier: GPL-2.0
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CheckOptions, checkScript } from "../../../src/runner/check/check-script.js";
import { kernelScriptsDir } from "../../support/kernel-scripts.js";
import { testConstants } from "../helpers/constants.js";

const OPTIONS: CheckOptions = { syntaxOnly: false, constants: testConstants(), defines: [] };

interface Found {
  readonly code: string;
  readonly severity: string;
  readonly line: number;
  readonly message: string;
  readonly notes: readonly string[];
}

function check(text: string, options: Partial<CheckOptions> = {}, file = "test.pkt"): Found[] {
  const { diagnostics } = checkScript(text, file, { ...OPTIONS, ...options });
  return diagnostics.map(({ code, severity, span, message, notes }) => ({
    code,
    severity,
    line: span.line,
    message,
    notes: notes.map((note) => note.message),
  }));
}

/** Code and line of each problem. */
function places(text: string, file?: string): string[] {
  return check(text, {}, file).map(({ code, line }) => `${line} ${code}`);
}

const SERVER = `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
+0 < S 0:0(0) win 1000 <mss 1000>
+0 > S. 0:0(0) ack 1 <mss 1460>
+0 < . 1:1(0) ack 1 win 1000
+0 accept(3, ..., ...) = 4
`;

test("the kernel's own scripts have nothing wrong", () => {
  const folder = kernelScriptsDir();
  const scripts = readdirSync(folder).filter((name) => name.endsWith(".pkt"));
  expect(scripts.length).toBeGreaterThan(20);
  for (const name of scripts)
    expect(checkScript(readFileSync(join(folder, name)), name, OPTIONS).diagnostics, name).toEqual([]);
});

describe("system calls", () => {
  test("with a wrong escape in a string have one problem", () => {
    expect(places(`${SERVER}+0 write(4, "a" "\\qb", 3) = 3\n`)).toEqual(["8 check/escape"]);
  });

  test.each([
    ["lisen(3, 1) = 0", "script/unknown-system-call", "did you mean listen()?"],
    ["listen(3) = 0", "script/bad-argument", "its arguments are sockfd, backlog"],
    ["listen(3, 1, 2) = 0", "script/bad-argument", "its arguments are sockfd, backlog"],
    [
      "setsockopt(4, SOL_TCP, TCP_NODELY, [1], 4) = 0",
      "script/unknown-constant",
      "did you mean TCP_NODELAY?",
    ],
    ["read(4, ..., 5) = -1 EAGAN", "script/unknown-constant", "did you mean EAGAIN?"],
    ["poll([{fd=4, evnts=POLLIN, revents=0}], 1, 0) = 0", "script/bad-argument", "did you mean events?"],
    [
      "poll([{fd=4, when=POLLIN, revents=0}], 1, 0) = 0",
      "script/bad-argument",
      "its members are fd, events, revents",
    ],
    [
      "setsockopt(4, SOL_SOCKET, SO_LINGER, {onof=1, linger=2}, 8) = 0",
      "script/bad-argument",
      "did you mean onoff?",
    ],
    [
      'connect(4, {sa_family=AF_INET, sin_prt=htons(1), sin_addr=inet_addr("1.2.3.4")}, ...) = 0',
      "script/bad-argument",
      "did you mean sin_port?",
    ],
    [
      "socket(..., SOCK_STREAM, IPPROTO_TCP) = ...",
      "check/descriptor-number",
      expect.stringContaining("number"),
    ],
  ])("%s", (call, code, note) => {
    expect(check(`${SERVER}+0 ${call}\n`)).toMatchObject([
      { code, severity: "error", line: 8, notes: [note] },
    ]);
  });

  test("what does not fit together is what a run would refuse", () => {
    expect(check(`${SERVER}+0 write(4, "abc", 5) = 5\n`)).toMatchObject([
      { code: "script/bad-argument", message: "the string has 3 bytes, not 5" },
    ]);
    expect(check(`${SERVER}+0 poll([{fd=4, events=POLLIN, revents=0}], 2, 0) = 0\n`)).toMatchObject([
      { code: "script/bad-argument", message: "the list has 1 elements, not 2" },
    ]);
  });

  test("mistakes in several arguments of a call are all found", () => {
    const call = "+0 setsockopt(9, SOL_SOCKT, SO_REUSEADR|SO_BROADCST, [1, 2], 4) = 0\n";
    expect(check(SERVER + call).map(({ message }) => message)).toEqual([
      expect.stringContaining("descriptor 9"),
      expect.stringContaining("SOL_SOCKT"),
      expect.stringContaining("SO_REUSEADR"),
      expect.stringContaining("SO_BROADCST"),
      expect.stringContaining("expected [number]"),
    ]);
  });

  test.each([
    ["psp_tx_assoc(4, ..., 5) = 0", "check/foreign-call", expect.stringContaining("PSP")],
    [
      "setsockopt(4, SOL_TCP, TCP_NOPUSH, [1], 4) = 0",
      "check/foreign-constant",
      "FreeBSD has it, Linux does not",
    ],
    ["read(4, ..., 5) = -1 ENOTCAPABLE", "check/foreign-constant", "FreeBSD has it, Linux does not"],
    [
      "setsockopt(4, SOL_TCP, TCP_FASTOPEN, {enable=1, psk=...}, 20) = 0",
      "check/foreign-structure",
      "the call cannot be run with it",
    ],
  ])("%s is of another system: a warning", (call, code, note) => {
    expect(check(`${SERVER}+0 ${call}\n`)).toMatchObject([{ code, severity: "warning", notes: [note] }]);
  });
});

describe("file descriptors", () => {
  test("one that nothing opened", () => {
    expect(check(`${SERVER}+0 close(5) = 0\n`)).toMatchObject([
      { code: "script/bad-descriptor", notes: ["open are 3, 4"] },
    ]);
    expect(check("0 close(5) = 0\n")).toMatchObject([{ notes: ["none is open"] }]);
  });

  test("one that was closed, with the place", () => {
    const text = `${SERVER}+0 close(4) = 0\n+0 read(4, ..., 5) = 5\n`;
    const [found, ...others] = checkScript(text, "test.pkt", OPTIONS).diagnostics;
    expect(others).toEqual([]);
    expect(found?.notes).toMatchObject([{ message: "it was closed here", span: { line: 8 } }]);
  });

  test("one inside a structure", () => {
    expect(places(`${SERVER}+0 poll([{fd=7, events=POLLIN, revents=0}], 1, 0) = 0\n`)).toEqual([
      "8 script/bad-descriptor",
    ]);
  });

  test("one that is open already", () => {
    expect(places(`${SERVER}+0 socket(..., SOCK_STREAM, 0) = 3\n`)).toEqual(["8 check/descriptor-in-use"]);
    expect(places(`${SERVER}+0 pipe([4, 5]) = 0\n`)).toEqual(["8 check/descriptor-in-use"]);
  });

  test.each([
    ["accept() takes a number over", "+0 accept(3, ..., ...) = 4\n"],
    ["a close() that fails closes nothing", "+0 close(4) = -1 EIO\n+0 read(4, ..., 5) = 5\n"],
    ["a number can be used again", "+0 close(4) = 0\n+0 socket(..., SOCK_STREAM, 0) = 4\n+0 close(4) = 0\n"],
    ["a call that blocks opens later", "+0...1 accept(3, ..., ...) = 5\n+2 close(5) = 0\n"],
    ["a call that blocks closes later", "+0...1 close(4) = 0\n+0 read(4, ..., 5) = 5\n"],
    ["a pipe has two", "+0 pipe([5, 6]) = 0\n+0 splice(5, NULL, 4, NULL, 5, 0) = 5\n+0 close(6) = 0\n"],
    [
      "epoll has one",
      "+0 epoll_create(1) = 5\n+0 epoll_ctl(5, EPOLL_CTL_ADD, 4, {events=EPOLLIN, fd=4}) = 0\n",
    ],
    ["an unknown call may open some", "+0 sctp_peeloff(3, 1) = 5\n+0 close(5) = 0\n"],
  ])("%s", (_, text) => {
    expect(check(SERVER + text).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("after a mistake any may be open", () => {
    expect(places("0 socket(..., SOCK_STREAM = 3\n+0 close(3) = 0\n")).toEqual(["1 parse/syntax"]);
  });
});

describe("options and variants", () => {
  test("each line by itself", () => {
    expect(places("--tolerance_usec=5\n--mtu=none\n--wire_client\n0 f() = 0\n").slice(0, 3)).toEqual([
      "1 script/bad-option",
      "2 script/bad-option",
      "3 check/foreign-option",
    ]);
  });

  test.each([
    ["--ip_version=ipv4\n", "a-v6.pkt", "--ip_version=ipv4 in a file whose name is for ipv6"],
    ["--ip_version=ipv5\n", "a.pkt", "--ip_version=ipv5 is no variant"],
  ])("%j in %s never runs", (line, file, message) => {
    expect(check(`${line}${SERVER}`, {}, file)).toMatchObject([
      { code: "check/no-variant", severity: "error", line: 1, message },
    ]);
  });

  test("what only one variant lacks is a warning that says so", () => {
    const text = `${SERVER}+0 < icmp unreachable CODE [1:1(0)]\n+0 > . 1:1(0) <FO TFO_COOKIE,nop,nop>\n`;
    const named = `${SERVER}+0 < . 1:1(CODE) ack 1 win 5\n`;
    expect(check(text).filter(({ code }) => code.startsWith("bind/"))).toEqual([]);
    expect(check(named)).toMatchObject([
      { code: "bind/wrong-type", severity: "warning", notes: [expect.stringContaining("ipv4")] },
      {
        code: "bind/undefined",
        severity: "warning",
        notes: [expect.anything(), expect.stringContaining("ipv6 only")],
      },
    ]);
  });

  test("a definition from outside counts", () => {
    const text = `${SERVER}+0 < . 1:1(0) ack 1 win WIN\n`;
    expect(places(text)).toEqual(["8 bind/undefined"]);
    expect(check(text, { defines: ["WIN=5"] })).toEqual([]);
  });

  test("a name without value is not found wrong once more", () => {
    expect(places(`${SERVER}+0 > P. 1:1001(LENGTH) ack 1\n`)).toEqual(["8 bind/undefined"]);
  });
});

test("without constants, the rest is checked", () => {
  const text = "0 lisen(3, NO_CONSTANT) = -2\n+0 < . 1:1(0)\n";
  expect(check(text, { constants: undefined }).map(({ code }) => code)).toEqual([
    "check/impossible-result",
    "check/no-window",
  ]);
});

test("syntax alone", () => {
  const text = "0 lisen(3, NO_CONSTANT) = -2\n+0 > . 1:1(\n";
  expect(check(text, { syntaxOnly: true }).map(({ code }) => code)).toEqual(["parse/syntax"]);
});
