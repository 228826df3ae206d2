// SPDX-License-Identifier: GPL-2.0
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "./support/folder.js";
import { ktest, masked, PROGRAM, runProgram } from "./support/ktest.js";
import { MISSPELT, PASSING } from "./support/scripts.js";

/** Each: one clear message, exit code 2, and the good script runs all the same. */
describe("what cannot be read", () => {
  it("is said of a file that is missing, and of a folder and a glob without scripts", async () => {
    const cwd = makeFolder({ "good.pkt": PASSING, "empty/readme.txt": "" });
    const { status, stdout, stderr } = await ktest(
      ["run", "nowhere.pkt", "empty", "*.pct", "good.pkt", "--variant", "ipv4"],
      { cwd },
    );
    expect(masked(stdout)).toMatchInlineSnapshot(`
      "nowhere.pkt: error: no such file or folder
      empty: error: no .pkt file in this folder
      *.pct: error: no file matches
      ok .: 1 passed, 0.10 s of virtual time in _ s
      1 passed, 0 failed, 3 could not run (0.10 s of virtual time in _ s)
      "
    `);
    expect([status, stderr]).toEqual([2, ""]);
  });

  it("is said of files that cannot be opened", async () => {
    const cwd = makeFolder({ "good.pkt": PASSING });
    symlinkSync("nowhere", join(cwd, "dangling.pkt"));
    mkdirSync(join(cwd, "folder.pkt"));
    const server = createServer().listen(join(cwd, "socket.pkt"));
    await new Promise((resolve) => server.once("listening", resolve));
    const { status, stdout } = await ktest(["run", ".", "--variant", "ipv4"], { cwd });
    server.close();
    expect(masked(stdout)).toMatchInlineSnapshot(`
      "dangling.pkt: error: ENOENT: no such file or directory, open 'dangling.pkt'
      socket.pkt: error: ENXIO: no such device or address, open 'socket.pkt'
      ok .: 1 passed, 0.10 s of virtual time in _ s
      1 passed, 0 failed, 2 could not run (0.10 s of virtual time in _ s)
      "
    `);
    expect(status).toBe(2);
  });

  it("is said of a folder without permission", async () => {
    const cwd = makeFolder({ "tests/good.pkt": PASSING, "tests/locked/hidden.pkt": PASSING });
    chmodSync(join(cwd, "tests/locked"), 0);
    const args = [process.execPath, PROGRAM, "run", "tests", "--variant", "ipv4"];
    // Permissions mean nothing to root until it gives up the capabilities to ignore them.
    const asMortal = process.getuid?.() === 0 ? ["--bounding-set=-dac_override,-dac_read_search"] : [];
    const { status, stdout } = await runProgram("setpriv", [...asMortal, ...args], { cwd });
    chmodSync(join(cwd, "tests/locked"), 0o700);
    expect(masked(stdout)).toMatchInlineSnapshot(`
      "tests/locked: error: EACCES: permission denied, access 'tests/locked'
      ok tests: 1 passed, 0.10 s of virtual time in _ s
      1 passed, 0 failed, 1 could not run (0.10 s of virtual time in _ s)
      "
    `);
    expect(status).toBe(2);
  });

  it("is not tried without a library", async () => {
    const cwd = makeFolder({ "good.pkt": PASSING, "fake.so": "no ELF file", "fake.constants.json": "{}" });
    const missing = await ktest(["run", "good.pkt", "--library", "nowhere.so"], { cwd });
    expect(missing).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/nowhere\.so: no such library\n$/),
    });
    const fake = await ktest(["run", "good.pkt", "--library", "fake.so"], { cwd });
    expect(fake).toMatchObject({ status: 2, stderr: expect.stringMatching(/fake\.constants\.json: .+\n$/) });
  });
});

describe("a script with a mistake", () => {
  it("is refused with the place, and the others run", async () => {
    const unknown = PASSING.replace("SOCK_STREAM", "SOCK_STREM");
    const cwd = makeFolder({ "good.pkt": PASSING, "misspelt.pkt": MISSPELT, "unknown.pkt": unknown });
    const { status, stdout } = await ktest(["run", ".", "--variant", "ipv4"], { cwd });
    expect(masked(stdout)).toMatchInlineSnapshot(`
      "ERROR misspelt.pkt (ipv4)
      misspelt.pkt:7:9: error: expected sequence numbers such as 1:1001(1000), found "11" [parse/syntax]
       7 | +.1 < . 11(0) ack 1 win 257
         |         ^^
      ERROR unknown.pkt (ipv4)
      unknown.pkt:2:17: error: SOCK_STREM is no constant of this kernel's headers [script/unknown-constant]
       2 | 0   socket(..., SOCK_STREM, IPPROTO_TCP) = 3
         |                 ^^^^^^^^^^
        = note: did you mean SOCK_STREAM?
      1 passed, 0 failed, 2 could not run (0.10 s of virtual time in _ s)
      "
    `);
    expect(status).toBe(2);
  });
});

describe("the command line", () => {
  const refused = async (...args: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await ktest(args, { cwd: makeFolder() });
    expect([status, stdout]).toEqual([2, ""]);
    return stderr;
  };

  it("names the option that is meant", async () => {
    expect(await refused("run", "--verbos", "x.pkt")).toMatchInlineSnapshot(`
      "error: unknown option '--verbos'
      (Did you mean --verbose?)
      (ktest --help tells more)
      "
    `);
    expect(await refused("run", "--tolerance_usec=4", "x.pkt")).toMatchInlineSnapshot(`
      "error: unknown option '--tolerance_usec=4'
      (Did you mean --tolerance_usecs?)
      (ktest --help tells more)
      "
    `);
  });

  it("names the command that is meant", async () => {
    expect(await refused("rnu")).toMatchInlineSnapshot(`
      "error: unknown command 'rnu'
      (Did you mean run?)
      (ktest --help tells more)
      "
    `);
  });

  it("names the variant that is meant", async () => {
    expect(await refused("run", "--variant", "ipv4-maped-v6", "x.pkt")).toMatchInlineSnapshot(`
      "error: option '--variant <names>' argument 'ipv4-maped-v6' is invalid. There is no variant ipv4-maped-v6 (did you mean ipv4-mapped-v6?).
      (ktest --help tells more)
      "
    `);
  });

  it("refuses values that are no numbers", async () => {
    expect(await refused("run", "--seed", "-1", "x.pkt")).toMatchInlineSnapshot(`
      "error: option '--seed <n>' argument '-1' is invalid. It is not a whole number.
      (ktest --help tells more)
      "
    `);
    expect(await refused("run", "--real-time-limit", "0", "x.pkt")).toMatchInlineSnapshot(`
      "error: option '--real-time-limit <s>' argument '0' is invalid. It is not above 0.
      (ktest --help tells more)
      "
    `);
  });

  it("asks for something to run", async () => {
    expect(await refused("run")).toMatchInlineSnapshot(`
      "error: missing required argument 'path'
      (ktest --help tells more)
      "
    `);
  });
});
