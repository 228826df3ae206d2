// SPDX-License-Identifier: GPL-2.0
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ExecResult } from "../../../src/kernel/kernel.js";
import type { VariantName } from "../../../src/runner/config/variant.js";
import { FileLook, NOTHING_SEEN } from "../../../src/runner/setup/host-files.js";
import { type KnownCommand, KnownCommands } from "../../../src/runner/setup/known-commands.js";
import { Prologues } from "../../../src/runner/setup/prologue.js";
import { RecordLog } from "../../../src/runner/setup/record-log.js";
import { StoredCommands } from "../../../src/runner/setup/stored-commands.js";
import { testConstants } from "../helpers/constants.js";
import { fakeKernel, runFake } from "../helpers/run-fake.js";

const SCRIPT = "`./defaults.sh\n./more.sh`\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 `./check.sh`\n";
const FRAME = Uint8Array.of(1, 2, 3);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-commands-"));
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
  /** Texts of commands that the kernel answers otherwise than it did. */
  readonly otherwise?: readonly string[];
  readonly times?: number;
  readonly variant?: VariantName;
  /** The script's path. */
  readonly file?: string;
}

function storedCommands(identity: string): StoredCommands {
  return new StoredCommands(new RecordLog(join(folder, `${identity.replace(/\W/g, "")}.log`)));
}

/** A process that begins now runs a script: the commands that it ran and those it did without. */
function newProcess(options: ProcessOptions = {}) {
  const {
    identity = "same",
    script = SCRIPT,
    result = () => ({}),
    otherwise = [],
    times = 1,
    variant = "ipv4",
    file,
  } = options;
  const place = file === undefined ? {} : { file };
  const kernel = fakeKernel();
  kernel.onExec = ({ argv }) => {
    const text = argv[2] ?? "";
    if (text === "./more.sh") kernel.send(2, FRAME);
    return { stdout: `${text} ran\n`, hostFiles: [], ...result(text) };
  };
  kernel.answersAsBefore = ({ argv }) => !otherwise.includes(argv[2] ?? "");
  const commands = new KnownCommands(kernel, true, storedCommands(identity));
  const prologues = new Prologues(kernel, testConstants(), true, commands);
  const runs = Array.from({ length: times }, () => runFake(script, kernel, { prologues, variant, ...place }));
  const [first] = runs;
  expect(first?.verdict).toBe("pass");
  const logs = new Set(runs.map(({ log }) => log.join("\n")));
  const ran = kernel.commands.map(({ argv }) => argv[2] ?? "");
  return { ran, replayed: kernel.replayed, logs, events: first?.trace.events };
}

describe("KnownCommands", () => {
  it("do without a command that is known, also in another process, and the Trace is the same", () => {
    const first = newProcess();
    expect(first.ran).toEqual(["./defaults.sh", "./more.sh", "./check.sh"]);
    expect(first.events).toContainEqual(expect.objectContaining({ type: "frame", data: FRAME }));
    const second = newProcess({ times: 3 });
    expect(second).toMatchObject({ ran: [], logs: first.logs, events: first.events });
    // The stages of the prologue are shared besides; the last one when it comes a second time.
    expect(second.replayed).toEqual([
      ...["./defaults.sh", "./more.sh", "./check.sh"],
      ...["./more.sh", "./check.sh"],
      "./check.sh",
    ]);
  });

  it("run it where the kernel answers otherwise, and then know it for both states", () => {
    const { logs, events } = newProcess();
    const other = newProcess({ otherwise: ["./more.sh", "./check.sh"] });
    expect(other).toMatchObject({ ran: ["./more.sh", "./check.sh"], logs, events });
    expect(newProcess({ otherwise: ["./check.sh"] }).replayed).toEqual([
      "./defaults.sh",
      "./more.sh",
      "./check.sh",
    ]);
  });

  it("run it where the host, its user or the environment is another", () => {
    newProcess();
    expect(newProcess({ identity: "other" }).ran).toHaveLength(3);
  });

  it("run it when a file that it read is another, and that alone", () => {
    const path = join(folder, "defaults");
    writeFileSync(path, "one");
    const result = (text: string): Partial<ExecResult> =>
      text === "./defaults.sh" ? { hostFiles: [{ path, written: false, opened: true }] } : {};
    newProcess({ result });
    expect(newProcess({ result }).ran).toEqual([]);
    writeFileSync(path, "two");
    expect(newProcess({ result }).ran).toEqual(["./defaults.sh"]);
    expect(newProcess({ result }).ran).toEqual([]);
    utimesSync(path, 0, 0);
    expect(newProcess({ result }).ran).toEqual(["./defaults.sh"]);
  });

  it("run it when a file that it looked for is there now", () => {
    const path = join(folder, "local.conf");
    const result = () => ({ hostFiles: [{ path, written: false, opened: false }] });
    newProcess({ result });
    expect(newProcess({ result }).ran).toEqual([]);
    writeFileSync(path, "");
    expect(newProcess({ result }).ran).toHaveLength(3);
  });

  it("do not mind other files that come and go in a folder that it looked at", () => {
    const result = () => ({ hostFiles: [{ path: folder, written: false, opened: false }] });
    newProcess({ result });
    writeFileSync(join(folder, "other"), "");
    expect(newProcess({ result }).ran).toEqual([]);
  });

  it("do not keep what may have read a file while it changed", () => {
    vi.restoreAllMocks();
    const path = join(folder, "defaults");
    const result = () => {
      writeFileSync(path, "changed just now");
      return { hostFiles: [{ path, written: false, opened: true }] };
    };
    newProcess({ result });
    expect(newProcess({ result }).ran).toHaveLength(3);
  });

  it("do not keep what has no tape, used the clock, or was stopped by real time", () => {
    const script = "`./slow.sh\n./check.sh`\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n";
    const timedOut = (text: string) => ({ timedOut: text === "./slow.sh", hostFiles: [] });
    expect(newProcess({ result: timedOut, script, times: 2 }).replayed).toEqual(["./check.sh"]);
    for (const changes of [{ tape: undefined }, { hostFiles: undefined }]) {
      const result = () => changes as unknown as Partial<ExecResult>;
      expect(newProcess({ result, script, times: 2, identity: JSON.stringify(changes) }).replayed).toEqual(
        [],
      );
    }
    expect(newProcess({ script: "0 `echo $RANDOM`\n", times: 2 }).ran).toHaveLength(2);
  });

  it("give files that are read and written under the number of the process", () => {
    vi.restoreAllMocks();
    const script = "`./defaults.sh`\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 `./restore.sh`\n";
    const own = join(folder, `restore_${process.pid}.sh`);
    let text = "echo 1 > /proc/sys/x";
    const result = (command: string): Partial<ExecResult> => {
      const isWritten = command === "./defaults.sh";
      if (isWritten) writeFileSync(own, text, { mode: 0o700 });
      else expect(readFileSync(own, "utf8")).toBe(text);
      return { hostFiles: [{ path: own, written: isWritten, opened: true }] };
    };
    expect(newProcess({ script, result }).ran).toEqual(["./defaults.sh", "./restore.sh"]);
    // It is the process's own, and goes with the test.
    expect(existsSync(own)).toBe(false);
    expect(newProcess({ script, result }).ran).toEqual([]);
    const stored = readdirSync(folder).filter((name) => name.endsWith(".log"));
    expect(stored).not.toEqual([]);
    for (const name of stored) expect(readFileSync(join(folder, name), "utf8")).not.toContain(own);
    // Another content: the command that reads it is another, too.
    text = "echo 2 > /proc/sys/x";
    expect(newProcess({ script, result, identity: "other" }).ran).toHaveLength(2);
  });

  it("run it again where what is stored is damaged", () => {
    newProcess();
    for (const name of readdirSync(folder)) truncateSync(join(folder, name), 100);
    expect(newProcess().ran).toHaveLength(3);
    expect(newProcess().ran).toEqual([]);
  });

  it("keep what two processes have run at once", () => {
    const [one, other] = ["one", "other"].map(() => storedCommands("same"));
    const look = new FileLook(0);
    const command = (stdout: string): KnownCommand => ({
      result: { status: 0, stdout, stderr: "", timedOut: false, hostFiles: [] },
      read: NOTHING_SEEN,
      written: [],
      tape: Uint8Array.of(1),
    });
    for (const commands of [one, other]) expect(commands?.load(["key"], look)).toEqual([[]]);
    one?.save("key", command("ipv4\n"), [], Date.now());
    other?.save("key", command("ipv6\n"), [], Date.now());
    const [known] = storedCommands("same").load(["key", "other"], look);
    expect(known?.map(({ result }) => result.stdout)).toEqual(["ipv4\n", "ipv6\n"]);
  });

  it("run a command that makes a file where there is one already", () => {
    vi.restoreAllMocks();
    const path = join(folder, "made");
    const result = (text: string): Partial<ExecResult> => {
      if (text !== "./check.sh") return {};
      writeFileSync(path, "by the command");
      return { hostFiles: [{ path, written: true, opened: true }] };
    };
    newProcess({ result });
    expect(newProcess({ result }).ran).toEqual(["./check.sh"]);
    rmSync(path);
    expect(newProcess({ result }).ran).toEqual([]);
    expect(readFileSync(path, "utf8")).toBe("by the command");
    writeFileSync(path, "by somebody else");
    expect(newProcess({ result }).ran).toEqual(["./check.sh"]);
  });

  it("know what becomes of a file of the process that they found with another content", () => {
    vi.restoreAllMocks();
    const own = join(folder, `history_${process.pid}.txt`);
    const script = `\`./one.sh\`\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 \`./two.sh\`\n+0 \`./show.sh\`\n`;
    const result = (command: string): Partial<ExecResult> => {
      const before = existsSync(own) ? readFileSync(own, "utf8") : "";
      if (command === "./show.sh") return { stdout: before };
      writeFileSync(own, `${before}${command}\n`);
      return { hostFiles: [{ path: own, written: true, opened: true }] };
    };
    const first = newProcess({ script, result });
    expect(first.ran).toEqual(["./one.sh", "./two.sh", "./show.sh"]);
    expect(newProcess({ script, result })).toMatchObject({ ran: [], logs: first.logs });
  });

  it("take what does not ask for its run for all variants", () => {
    const ran = (text: string, variant: VariantName) =>
      newProcess({ script: `${SCRIPT}\`${text}\`\n`, variant }).ran.slice(-1);
    expect(ran("./end.sh", "ipv4")).toEqual(["./end.sh"]);
    expect(ran("./end.sh", "ipv6")).toEqual([]);
    const asking = "echo $OPT_REMOTE_IP";
    expect(ran(asking, "ipv4")).toEqual([asking]);
    expect(ran(asking, "ipv6")).toEqual([asking]);
    expect(ran(asking, "ipv4")).toEqual([]);
  });

  it("take what uses nothing of its folder for the folders beside it", () => {
    const result = (text: string): Partial<ExecResult> => {
      const path = text === "./more.sh" ? "/none/a/more.sh" : "/none/defaults.sh";
      // The tape of a fake tells the folder otherwise.
      const tape = Buffer.from(JSON.stringify({ argv: ["/bin/sh", "-c", text] }));
      return { hostFiles: [{ path, written: false, opened: true }], tape };
    };
    expect(newProcess({ result, file: "/none/a/one.pkt" }).ran).toHaveLength(3);
    expect(newProcess({ result, file: "/none/b/two.pkt" }).ran).toEqual(["./more.sh"]);
    expect(newProcess({ result, file: "/none/c/d/three.pkt" }).ran).toHaveLength(3);
  });

  it("do without what another process has run since they looked", () => {
    const script = "`./defaults.sh`\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n";
    const kernel = fakeKernel();
    const commands = new KnownCommands(kernel, true, storedCommands("same"));
    const prologues = new Prologues(kernel, testConstants(), true, commands);
    const runs = (timedOut: boolean): readonly number[] => {
      kernel.onExec = () => ({ hostFiles: [], timedOut });
      runFake(script, kernel, { prologues });
      return [kernel.commands.length, kernel.replayed.length];
    };
    // What was stopped by real time is not kept.
    expect(runs(true)).toEqual([1, 0]);
    newProcess({ script });
    expect(runs(false)).toEqual([1, 1]);
  });

  it("run everything without a cache", () => {
    const kernel = fakeKernel();
    const prologues = new Prologues(kernel, testConstants(), false, new KnownCommands(kernel, false));
    for (let run = 0; run < 2; run++) runFake(SCRIPT, kernel, { prologues });
    expect([kernel.commands.length, kernel.replayed]).toEqual([6, []]);
  });
});
