// SPDX-License-Identifier: GPL-2.0
import { chmodSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "./support/folder.js";
import { ktest } from "./support/ktest.js";

const MESSY = "// a\n\n\n    0 f( 1,2 ) = 0   \n   +0 > .  1:1(0)   ack 1\n";
const TIDY = "// a\n\n    0 f(1, 2) = 0\n   +0 > .  1:1(0) ack 1\n";

test("files are rewritten, and those in order are not touched", async () => {
  const cwd = makeFolder({ "a.pkt": MESSY, "b/c.pkt": TIDY });
  const before = statSync(join(cwd, "b/c.pkt")).mtimeMs;
  expect(await ktest(["fmt", "."], { cwd })).toMatchObject({ status: 0, stdout: "", stderr: "" });
  expect(readFileSync(join(cwd, "a.pkt"), "utf8")).toBe(TIDY);
  expect(statSync(join(cwd, "b/c.pkt")).mtimeMs).toBe(before);
});

test("--check lists what would change and changes nothing", async () => {
  const cwd = makeFolder({ "a.pkt": MESSY, "b.pkt": TIDY });
  expect(await ktest(["fmt", "--check", "."], { cwd })).toMatchObject({ status: 1, stdout: "a.pkt\n" });
  expect(readFileSync(join(cwd, "a.pkt"), "utf8")).toBe(MESSY);
  expect(await ktest(["fmt", "--check", "b.pkt"], { cwd })).toMatchObject({ status: 0, stdout: "" });
});

test("--diff shows it", async () => {
  const cwd = makeFolder({ "a.pkt": MESSY });
  const { status, stdout } = await ktest(["fmt", "--diff", "a.pkt"], { cwd });
  expect(status).toBe(1);
  expect(stdout).toMatchInlineSnapshot(`
    "--- a.pkt
    +++ a.pkt
    @@ -1,5 +1,4 @@
     // a
     
    -
    -    0 f( 1,2 ) = 0   
    -   +0 > .  1:1(0)   ack 1
    +    0 f(1, 2) = 0
    +   +0 > .  1:1(0) ack 1
    "
  `);
});

test("from standard input to standard output", async () => {
  const cwd = makeFolder();
  expect(await ktest(["fmt", "-"], { cwd, input: MESSY })).toMatchObject({ status: 0, stdout: TIDY });
  expect(await ktest(["fmt", "--check", "-"], { cwd, input: MESSY })).toMatchObject({
    status: 1,
    stdout: "<stdin>\n",
  });
});

test("what is no script stays as it is, and says why", async () => {
  const cwd = makeFolder({ "a.pkt": "0  f(\n", "b.pkt": MESSY });
  const { status, stderr } = await ktest(["fmt", ".", "none.pkt"], { cwd });
  expect(status).toBe(2);
  expect(stderr).toContain("a.pkt:1:");
  expect(stderr).toContain("a.pkt: not formatted");
  expect(stderr).toContain("none.pkt: no such file or folder");
  expect(readFileSync(join(cwd, "a.pkt"), "utf8")).toBe("0  f(\n");
  expect(readFileSync(join(cwd, "b.pkt"), "utf8")).toBe(TIDY);
});

test("the mode of a file stays", async () => {
  const cwd = makeFolder({ "a.pkt": MESSY });
  chmodSync(join(cwd, "a.pkt"), 0o755);
  await ktest(["fmt", "a.pkt"], { cwd });
  expect(statSync(join(cwd, "a.pkt")).mode & 0o777).toBe(0o755);
});
