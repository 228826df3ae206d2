// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { makeFolder } from "./support/folder.js";
import { ktest, masked } from "./support/ktest.js";
import { FAILING, PASSING } from "./support/scripts.js";
import { ktestInTerminal, lookAt } from "./support/terminal.js";

/** Ends when the file go is there. */
const WAITING = "0 `while [ ! -e go ]; do read line < /dev/null; done`\n";

/** Takes long enough for a line to be drawn, if one were. */
const LASTING = "0 `i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done`\n";

const LINE = /^\d+ of 4 done(, 1 failed)?(, [\d.]+ tests\/s, .* left)?$/;

describe("on a terminal", () => {
  it("the last line tells how far the run is, and nothing of it is left in the end", async () => {
    const cwd = makeFolder({ "a.pkt": FAILING, "b.pkt": PASSING, "c.pkt": WAITING, "d.pkt": PASSING });
    const args = ["run", "--variant", "ipv4", "--workers", "1", "."];
    let seen = "";
    let isInterrupted = false;
    const { status, stdout } = await ktestInTerminal(args, {
      cwd,
      onOutput: (child, text) => {
        seen += text;
        // Two are done, one is running, and the line says so: now it may end.
        if (isInterrupted || !/2 of 4 done, 1 failed/.test(seen)) return;
        isInterrupted = true;
        child.kill("SIGINT");
      },
    });
    const { text, drawn } = lookAt(stdout);
    expect(drawn.length).toBeGreaterThan(0);
    for (const line of drawn) expect(line.replace("^C", "")).toMatch(LINE);
    expect(masked(text).replace("^C", "")).toMatch(
      /^FAIL a\.pkt \(ipv4\)\n(.*\n)*1 passed, 1 failed, 2 not run .*\n$/,
    );
    expect(text).not.toContain("done");
    expect(status).toBe(130);
  });

  it("results come as they come elsewhere", async () => {
    const cwd = makeFolder({ "a.pkt": FAILING, "b.pkt": PASSING });
    const args = ["run", "--no-color", "."];
    const [there, elsewhere] = [await ktestInTerminal(args, { cwd }), await ktest(args, { cwd })];
    expect(masked(lookAt(there.stdout).text)).toBe(masked(elsewhere.stdout));
    expect(there.status).toBe(1);
  });
});

describe("there is no such line", () => {
  it.each([
    ["in CI", { CI: "true" }, []],
    ["with --json", {}, ["--json"]],
    ["on a terminal that only prints", { TERM: "dumb" }, []],
  ])("%s", async (_, env, args) => {
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": LASTING });
    const { status, stdout } = await ktestInTerminal(["run", ...args, "."], { cwd, env });
    expect(stdout).not.toContain("\u001b[K");
    expect(stdout).not.toContain(" done");
    expect(status).toBe(0);
  });
});
