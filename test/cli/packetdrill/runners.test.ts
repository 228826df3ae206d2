// SPDX-License-Identifier: GPL-2.0
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { kernelSource } from "../../../src/cli/kernel-source.js";
import { makeFolder } from "../support/folder.js";
import { PROGRAM, runProgram } from "../support/ktest.js";
import { FAILING, PASSING } from "../support/scripts.js";

const SELFTESTS = join(kernelSource() ?? "", "tools/testing/selftests/net/packetdrill");

/** The runners start packetdrill in a network namespace of its own, so that it does not touch the host's. */
const canUnshare = spawnSync("unshare", ["-n", "true"]).status === 0;
const WHY_NOT = canUnshare ? "" : " (skipped: network namespaces cannot be made here)";

/** gtests/net/packetdrill of a checkout of google/packetdrill. */
const GOOGLE = process.env.KTEST_PACKETDRILL_SOURCE ?? "";
const hasGoogle = existsSync(join(GOOGLE, "run_all.py"));
const NO_GOOGLE = hasGoogle ? "" : " (skipped: KTEST_PACKETDRILL_SOURCE names no folder with run_all.py)";

/** A folder with a program called packetdrill, which is ktest. */
function withPacketdrill(): string {
  const folder = makeFolder();
  const path = join(folder, "packetdrill");
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' run --packetdrill "$@"\n`);
  chmodSync(path, 0o755);
  return folder;
}

describe.skipIf(!canUnshare)(`the kernel's ksft_runner.sh with ktest as packetdrill${WHY_NOT}`, () => {
  const run = (script: string, cwd: string) => {
    const env = { PATH: `${withPacketdrill()}${delimiter}${process.env.PATH}` };
    return runProgram("bash", [join(SELFTESTS, "ksft_runner.sh"), script], { cwd, env });
  };

  it("passes a script of the kernel", async () => {
    const { status, stdout } = await run("tcp_inq_client.pkt", SELFTESTS);
    expect(stdout).toContain("ok 1 ipv4\nok 2 ipv6\n# Totals: pass:2 fail:0");
    expect(status).toBe(0);
  });

  it("hears of one that fails", async () => {
    const { status, stdout, stderr } = await run("bad.pkt", makeFolder({ "bad.pkt": FAILING }));
    expect(stdout).toContain("not ok 1 ipv4\nnot ok 2 ipv6\n# Totals: pass:0 fail:2");
    expect(stderr).toMatch(/^bad\.pkt:10: error handling packet: /);
    expect(status).toBe(1);
  });
});

describe.skipIf(!canUnshare || !hasGoogle)(
  `google's run_all.py with ktest as packetdrill${WHY_NOT}${NO_GOOGLE}`,
  () => {
    it("counts what passes and what fails", async () => {
      const cwd = makeFolder({ "tests/good-v4.pkt": PASSING, "tests/bad-v6.pkt": FAILING });
      mkdirSync(join(cwd, "packetdrill"));
      symlinkSync(join(withPacketdrill(), "packetdrill"), join(cwd, "packetdrill/packetdrill"));
      symlinkSync(join(GOOGLE, "in_netns.sh"), join(cwd, "packetdrill/in_netns.sh"));
      const args = [join(GOOGLE, "run_all.py"), "-S", "-v", "-l", "tests"];
      const { status, stdout, stderr } = await runProgram("python3", args, { cwd });
      expect(stdout).toMatch(/Ran +3 tests: +2 passing, +1 failing, +0 timed out/);
      expect(stderr).toContain("bad-v6.pkt:10: error handling packet: ");
      expect(status).toBe(1);
    });
  },
);
