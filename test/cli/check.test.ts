// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { makeFolder } from "./support/folder.js";
import { KERNEL_SCRIPTS, ktest } from "./support/ktest.js";

const GOOD = "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 close(3) = 0\n";
const WARNED = "0 > . 1:1(0)\n";
const BAD = `// two mistakes
0 socket(..., SOCK_STREAM, IPPROTO_TPC) = 3
+0 lisen(3, 1) = 0
`;
const SYNTAX = "0 socket(..., SOCK_STREAM = 3\n";
const OWN_SCRIPTS = fileURLToPath(new URL("../../scripts-tests", import.meta.url));

test("scripts with nothing wrong: no kernel is needed, and the code is 0", async () => {
  const cwd = makeFolder({ "a.pkt": GOOD, "b/c.pkt": GOOD });
  const ended = await ktest(["check", "."], { cwd });
  expect(ended).toMatchObject({ status: 0, stdout: "2 scripts: no errors\n", stderr: "" });
});

test("the project's and the kernel's scripts have nothing wrong", async () => {
  const ended = await ktest(["check", OWN_SCRIPTS, KERNEL_SCRIPTS], { cwd: makeFolder() });
  expect(ended.stdout).toMatch(/^\d+ scripts: no errors\n$/);
});

test("all problems are shown with their lines, and the code is 1", async () => {
  const cwd = makeFolder({ "a.pkt": BAD, "b.pkt": WARNED });
  const { status, stdout } = await ktest(["check", "a.pkt", "b.pkt"], { cwd });
  expect(status).toBe(1);
  expect(stdout).toMatchInlineSnapshot(`
    "a.pkt:2:28: error: IPPROTO_TPC is no constant of this kernel's headers [script/unknown-constant]
     2 | 0 socket(..., SOCK_STREAM, IPPROTO_TPC) = 3
       |                            ^^^^^^^^^^^
      = note: did you mean IPPROTO_TCP?
    a.pkt:3:4: error: the system call lisen() is not known [script/unknown-system-call]
     3 | +0 lisen(3, 1) = 0
       |    ^^^^^^^^^^^^^^^
      = note: did you mean listen()?
    b.pkt:1:3: warning: nothing before makes the kernel send this packet [check/unreachable]
     1 | 0 > . 1:1(0)
       |   ^^^^^^^^^^
      = note: a call such as connect() or sendto(), or an injected packet, comes first
    2 scripts: 2 errors, 1 warning
    "
  `);
});

test("one JSON object a line, with the keys that editors want", async () => {
  const cwd = makeFolder({ "a.pkt": BAD });
  const { status, stdout } = await ktest(["check", "--json", "a.pkt", "none.pkt"], { cwd });
  expect(status).toBe(1);
  const [first, second, third, ...others] = stdout.split("\n");
  expect(JSON.parse(first ?? "")).toEqual({
    file: "a.pkt",
    line: 2,
    column: 28,
    endColumn: 39,
    severity: "error",
    code: "script/unknown-constant",
    message: "IPPROTO_TPC is no constant of this kernel's headers; did you mean IPPROTO_TCP?",
  });
  expect(JSON.parse(second ?? "")).toMatchObject({ line: 3, column: 4, endColumn: 19 });
  expect(JSON.parse(third ?? "")).toMatchObject({ file: "none.pkt", code: "check/unreadable", line: 1 });
  expect(others).toEqual([""]);
});

test("a problem that spans lines ends, for JSON, with its first one", async () => {
  const cwd = makeFolder({ "a.pkt": "0 lisen(3,\n   1) = 0\n" });
  const { stdout } = await ktest(["check", "--json", "a.pkt"], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({ line: 1, column: 3, endColumn: 11 });
});

test("--syntax-only leaves out what scripts mean", async () => {
  const cwd = makeFolder({ "a.pkt": BAD, "b.pkt": SYNTAX });
  expect(await ktest(["check", "--syntax-only", "a.pkt"], { cwd })).toMatchObject({ status: 0 });
  const { status, stdout } = await ktest(["check", "--syntax-only", "--json", "."], { cwd });
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ file: "b.pkt", code: "parse/syntax" });
});

test("warnings alone are no failure, but with --werror they are", async () => {
  const cwd = makeFolder({ "a.pkt": WARNED });
  expect(await ktest(["check", "a.pkt"], { cwd })).toMatchObject({ status: 0 });
  const strict = await ktest(["check", "-W", "a.pkt"], { cwd });
  expect(strict.status).toBe(1);
  expect(strict.stdout).toContain("error: nothing before");
});

test("a buffer that is not saved yet comes from standard input", async () => {
  const { status, stdout } = await ktest(["check", "--json", "--stdin-filename", "x-v6.pkt", "-"], {
    cwd: makeFolder(),
    input: `--ip_version=ipv4\n${GOOD}`,
  });
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ file: "x-v6.pkt", line: 1, code: "check/no-variant" });
});

test("files that cannot be read", async () => {
  const cwd = makeFolder({ "a.pkt": GOOD });
  const { status, stdout } = await ktest(["check", "a.pkt", "none.pkt"], { cwd });
  expect(status).toBe(2);
  expect(stdout).toBe("none.pkt: error: no such file or folder\n1 script: no errors, 1 not read\n");
});

test("without the kernel's constants the rest is checked, and a note says so", async () => {
  const cwd = makeFolder({ "a.pkt": BAD, "b.pkt": WARNED });
  const env = { KTEST_LIBRARY: join(cwd, "liblinux-none.so") };
  const { status, stdout, stderr } = await ktest(["check", "a.pkt", "b.pkt"], { cwd, env });
  expect(status).toBe(0);
  expect(stdout).toContain("b.pkt:1:3: warning");
  expect(stderr).toContain("note: system calls and constants are not checked");
});

test("--explain prints the paragraph of the documentation", async () => {
  const cwd = makeFolder();
  const { status, stdout } = await ktest(["check", "--explain", "check/blocks"], { cwd });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^check\/blocks: a call that blocks without saying so\n\nA call without/);
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  const docs = readFileSync(fileURLToPath(new URL("../../docs/diagnostics.md", import.meta.url)), "utf8");
  expect(docs).toContain("### check/blocks");
  const unknown = await ktest(["check", "--explain", "check/blokcs"], { cwd });
  expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining("did you mean check/blocks?") });
});

test("nothing to check is a mistake of the command line", async () => {
  const ended = await ktest(["check"], { cwd: makeFolder() });
  expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining("nothing to check") });
});
