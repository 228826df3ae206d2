// SPDX-License-Identifier: GPL-2.0
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HostFile } from "../../../src/kernel/kernel.js";
import { Prologues } from "../../../src/runner/setup/prologue.js";
import { splitCommand } from "../../../src/runner/setup/split-command.js";
import { testConstants } from "../helpers/constants.js";
import { fakeKernel, runFake } from "../helpers/run-fake.js";

const SCRIPT = "`./defaults.sh`\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n";

describe("Prologues", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ktest-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs the script as often as asked; returns how often its command ran. */
  function runs(
    times: number,
    hostFiles: readonly HostFile[] | undefined,
    between = () => {},
    isCaching = true,
  ) {
    const kernel = fakeKernel();
    kernel.onExec = () => ({ stdout: "done\n", ...(hostFiles === undefined ? {} : { hostFiles }) });
    const prologues = new Prologues(kernel, testConstants(), isCaching);
    const logs: string[] = [];
    for (let count = 0; count < times; count++) {
      if (count > 0) between();
      logs.push(runFake(SCRIPT, kernel, { prologues }).log.join("\n"));
    }
    return { commands: kernel.commands.length, logs: new Set(logs) };
  }

  it("run a command once for all scripts that begin with it, with the same Trace for each", () => {
    expect(runs(3, [])).toEqual({
      commands: 1,
      logs: new Set(["-0.100250 `./defaults.sh`\ndone\n0.000000 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3"]),
    });
  });

  it("run it again where nobody knows what files it used, or without a cache", () => {
    expect(runs(3, undefined).commands).toBe(3);
    expect(runs(3, [], undefined, false)).toMatchObject({ commands: 3, logs: { size: 1 } });
  });

  it("run it again when a file that it read has changed", () => {
    const path = join(folder, "defaults.sh");
    writeFileSync(path, "one");
    const read = [{ path, written: false }];
    expect(runs(3, read).commands).toBe(1);
    let version = 1;
    expect(runs(3, read, () => writeFileSync(path, "x".repeat(++version))).commands).toBe(3);
  });

  it("leave temporary files as the command did, and do not repeat writing to others", () => {
    const path = join(folder, "restore.sh");
    writeFileSync(path, "echo 1");
    const remove = () => rmSync(path);
    expect(runs(2, [{ path, written: true }], remove).commands).toBe(1);
    expect(existsSync(path) && readFileSync(path, "utf8")).toBe("echo 1");
    expect(runs(2, [{ path: "/home/somebody/log", written: true }]).commands).toBe(2);
  });
});

describe("splitCommand", () => {
  it.each([
    ["./defaults.sh\n", ["./defaults.sh"]],
    ["./defaults.sh\nsysctl -q net.ipv4.tcp_sack=0", ["./defaults.sh", "sysctl -q net.ipv4.tcp_sack=0"]],
    ["./a.sh\n ./set.py /proc/x=1 \\\n /proc/y=2", ["./a.sh", "./set.py /proc/x=1 \\\n /proc/y=2"]],
    ["./a.sh\nX=1\n./b.sh $X", ["./a.sh", "X=1\n./b.sh $X"]],
    ["cd /tmp\n./a.sh", ["cd /tmp\n./a.sh"]],
    ["ip link > /dev/null\n./a.sh", ["ip link > /dev/null\n./a.sh"]],
    ["\n\n", []],
  ])("splits %j where that makes no difference", (text, parts) => {
    expect(splitCommand(text)).toEqual(parts);
  });
});
