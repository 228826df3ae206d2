// SPDX-License-Identifier: GPL-2.0
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ExecResult } from "../../../src/kernel/kernel.js";
import { Prologues } from "../../../src/runner/setup/prologue.js";
import { SnapshotStore } from "../../../src/runner/setup/snapshot-store.js";
import { StoredStages } from "../../../src/runner/setup/stored-stages.js";
import { testConstants } from "../helpers/constants.js";
import { fakeKernel, runFake } from "../helpers/run-fake.js";

const SCRIPT = "`./defaults.sh\n./more.sh`\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n";
const FRAME = Uint8Array.of(1, 2, 3);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-stages-"));
  // Files of a test are younger than what settles; the clock of the program is ahead instead.
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 60_000);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

interface ProcessOptions {
  readonly identity?: string;
  readonly script?: string;
  readonly result?: (text: string) => Partial<ExecResult>;
}

/** What a process runs that begins now: its commands, and the log. */
function newProcess({ identity = "same", script = SCRIPT, result = () => ({}) }: ProcessOptions = {}) {
  const kernel = fakeKernel();
  const commands: string[] = [];
  kernel.onExec = ({ argv }) => {
    const text = argv[2] ?? "";
    commands.push(text);
    if (text === "./more.sh") kernel.send(2, FRAME);
    return { stdout: `${text} ran\n`, hostFiles: [], ...result(text) };
  };
  const base = kernel.snapshot();
  const stages = new StoredStages(new SnapshotStore(folder), kernel, identity);
  const prologues = new Prologues(kernel, testConstants(), true, base, stages);
  const { verdict, log, trace } = runFake(script, kernel, { prologues });
  expect(verdict).toBe("pass");
  return { commands, log, events: trace.events };
}

describe("StoredStages", () => {
  it("give another process what commands did, without running them", () => {
    const first = newProcess();
    expect(first.commands).toEqual(["./defaults.sh", "./more.sh"]);
    expect(first.events).toContainEqual(expect.objectContaining({ type: "frame", data: FRAME }));
    expect(newProcess()).toEqual({ ...first, commands: [] });
  });

  it("also where another script begins the same way", () => {
    newProcess();
    expect(newProcess({ script: SCRIPT.replace("./more.sh", "./other.sh") }).commands).toEqual([
      "./other.sh",
    ]);
  });

  it("not to one whose kernel, program or user is another", () => {
    newProcess();
    expect(newProcess({ identity: "other" }).commands).toHaveLength(2);
  });

  it("not when a file that a command read is another, and then nothing that comes after it", () => {
    const path = join(folder, "defaults");
    writeFileSync(path, "one");
    const result = (text: string): Partial<ExecResult> =>
      text === "./defaults.sh" ? { hostFiles: [{ path, written: false, opened: true }] } : {};
    newProcess({ result });
    expect(newProcess({ result }).commands).toEqual([]);
    writeFileSync(path, "two");
    expect(newProcess({ result }).commands).toHaveLength(2);
    expect(newProcess({ result }).commands).toEqual([]);
    utimesSync(path, 0, 0);
    expect(newProcess({ result }).commands).toHaveLength(2);
  });

  it("not when a file that a command looked for is there now", () => {
    const path = join(folder, "local.conf");
    const result = () => ({ hostFiles: [{ path, written: false, opened: false }] });
    newProcess({ result });
    expect(newProcess({ result }).commands).toEqual([]);
    writeFileSync(path, "");
    expect(newProcess({ result }).commands).toHaveLength(2);
  });

  it("not where a command may have read a file while it changed", () => {
    vi.restoreAllMocks();
    const path = join(folder, "defaults");
    const result = () => {
      writeFileSync(path, "changed just now");
      return { hostFiles: [{ path, written: false, opened: true }] };
    };
    newProcess({ result });
    expect(newProcess({ result }).commands).toHaveLength(2);
  });

  it("with the files that commands wrote, under the number of the process that takes them", () => {
    vi.restoreAllMocks();
    const script = "`./defaults.sh`\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 `true`\n";
    const pathOf = (pid: number): string => join(folder, `restore_${pid}.sh`);
    const own = pathOf(process.pid);
    const result = (text: string): Partial<ExecResult> => {
      if (text !== "./defaults.sh") {
        expect(readFileSync(own, "utf8")).toBe("echo 1 > /proc/sys/x");
        return {};
      }
      writeFileSync(own, "echo 1 > /proc/sys/x", { mode: 0o700 });
      return { hostFiles: [{ path: own, written: true, opened: true }] };
    };
    expect(newProcess({ script, result }).commands).toEqual(["./defaults.sh", "true"]);
    // It is the process's own, and goes with the test.
    expect(existsSync(own)).toBe(false);
    expect(newProcess({ script, result }).commands).toEqual(["true"]);
    const stored = readdirSync(folder).filter((name) => name.endsWith(".json"));
    for (const name of stored) expect(readFileSync(join(folder, name), "utf8")).not.toContain(own);
  });

  it("not when the snapshot is damaged: then it is made anew", () => {
    newProcess();
    for (const name of readdirSync(folder))
      if (name.endsWith(".pages")) writeFileSync(join(folder, name), "damaged");
    expect(newProcess().commands).toHaveLength(2);
    expect(newProcess().commands).toEqual([]);
  });
});
