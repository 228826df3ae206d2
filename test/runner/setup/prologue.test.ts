// SPDX-License-Identifier: GPL-2.0
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HostFile } from "../../../src/kernel/kernel.js";
import { KnownCommands } from "../../../src/runner/setup/known-commands.js";
import { Prologues } from "../../../src/runner/setup/prologue.js";
import { splitCommand } from "../../../src/runner/setup/split-command.js";
import { testConstants } from "../helpers/constants.js";
import type { FakeKernel } from "../helpers/fake-kernel.js";
import { fakeKernel, runFake } from "../helpers/run-fake.js";

const SCRIPT = "`./defaults.sh`\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n";

/** With commands that are run each time, so that what is shared are the stages. */
function makePrologues(kernel: FakeKernel, isCaching = true): Prologues {
  return new Prologues(kernel, testConstants(), isCaching, new KnownCommands(kernel, false));
}

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
    const prologues = makePrologues(kernel, isCaching);
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
    const read = [{ path, written: false, opened: true }];
    expect(runs(3, read).commands).toBe(1);
    let version = 1;
    expect(runs(3, read, () => writeFileSync(path, "x".repeat(++version))).commands).toBe(3);
  });

  it("run what comes after it again, too", () => {
    const path = join(folder, "defaults.sh");
    writeFileSync(path, "one");
    const script = SCRIPT.replace("./defaults.sh", "./defaults.sh\n./more.sh");
    const kernel = fakeKernel();
    const texts: string[] = [];
    kernel.onExec = ({ argv }) => {
      const text = argv[2] ?? "";
      texts.push(text);
      return { hostFiles: text === "./defaults.sh" ? [{ path, written: false, opened: true }] : [] };
    };
    const prologues = makePrologues(kernel);
    const run = (text: string) => runFake(text, kernel, { prologues });
    run(script);
    run(script);
    expect(texts.splice(0)).toEqual(["./defaults.sh", "./more.sh"]);
    writeFileSync(path, "another");
    // Another script is the first to notice.
    run(SCRIPT);
    expect(texts.splice(0)).toEqual(["./defaults.sh"]);
    run(script);
    expect(texts).toEqual(["./more.sh"]);
  });

  it("run it again when a file that it looked for is there", () => {
    const path = join(folder, "local.conf");
    const looked = [{ path, written: false, opened: false }];
    expect(runs(2, looked).commands).toBe(1);
    expect(runs(2, looked, () => writeFileSync(path, "")).commands).toBe(2);
  });

  it("run it again when it was stopped by real time", () => {
    const kernel = fakeKernel();
    kernel.onExec = () => ({ hostFiles: [], timedOut: true });
    const prologues = makePrologues(kernel);
    const script = SCRIPT.replace("./defaults.sh", "./defaults.sh\n./more.sh");
    runFake(script, kernel, { prologues });
    runFake(script, kernel, { prologues });
    expect(kernel.commands).toHaveLength(4);
  });

  it("keep the stages of late, and of one script all of them", () => {
    const kernel = fakeKernel();
    kernel.onExec = () => ({ hostFiles: [] });
    const prologues = makePrologues(kernel);
    const run = (commands: readonly string[]): number => {
      const before = kernel.commands.length;
      runFake(SCRIPT.replace("./defaults.sh", commands.join("\n")), kernel, { prologues });
      return kernel.commands.length - before;
    };
    for (let script = 0; script < 100; script++) expect(run([`./${script}.sh`])).toBe(1);
    expect(kernel.snapshots.size).toBeLessThan(50);
    expect(run(["./99.sh"])).toBe(0);
    expect(run(["./0.sh"])).toBe(1);
    const many = Array.from({ length: 60 }, (_, line) => `./line-${line}.sh`);
    expect([run(many), run(many)]).toEqual([60, 0]);
    expect(run(["./0.sh"])).toBe(1);
    expect(kernel.snapshots.size).toBeLessThan(50);
  });

  it("leave temporary files as the command did, and do not repeat writing to others", () => {
    const path = join(folder, "restore.sh");
    writeFileSync(path, "echo 1");
    const remove = () => rmSync(path);
    expect(runs(2, [{ path, written: true, opened: true }], remove).commands).toBe(1);
    expect(existsSync(path) && readFileSync(path, "utf8")).toBe("echo 1");
    const made = join(folder, "made");
    mkdirSync(made);
    expect(runs(2, [{ path: made, written: true, opened: true }]).commands).toBe(2);
    expect(runs(2, [{ path: "/home/somebody/log", written: true, opened: true }]).commands).toBe(2);
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
