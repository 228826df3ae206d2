// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withoutPid, withPid } from "../../../src/runner/setup/own-files.js";
import { asksForRun, isReplayable, type RunCommand } from "../../../src/runner/setup/replayable.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-replay-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function step(changes: Partial<RunCommand> = {}): RunCommand {
  const startMs = Date.now();
  return {
    text: "./a.sh",
    stdout: "",
    stderr: "",
    hostFiles: [],
    written: [],
    startMs,
    knownBefore: new Map(),
    ...changes,
  };
}

function script(text: string) {
  const path = join(folder, "script");
  writeFileSync(path, text);
  return { hostFiles: [{ path, written: false, opened: true }] };
}

describe("isReplayable", () => {
  it.each([
    "sysctl -q net.ipv4.tcp_sack=1",
    "./set_sysctls.py /proc/sys/net/ipv4/tcp_fastopen=0x207",
    "ip link set dev tun0 mtu 1400",
    "echo $((15*1024*1024)) timing",
  ])("takes %j", (text) => {
    expect(isReplayable(step({ text }))).toBe(true);
    expect(isReplayable(step(script(`#!/bin/sh\n${text}\n`)))).toBe(true);
  });

  it.each([
    "echo $RANDOM",
    "echo x > /tmp/file.$$",
    "echo $EPOCHSECONDS",
    "printf '%(%s)T' -1",
    "import time",
    "from datetime import date",
    "import os, random",
    "awk 'BEGIN { srand(); print rand() }'",
  ])("refuses %j, which says something else each time", (text) => {
    expect(isReplayable(step({ text }))).toBe(false);
    expect(isReplayable(step(script(`#!/bin/sh\n${text}\n`)))).toBe(false);
  });

  it("refuses programs that look at the clock or at other processes", () => {
    const used = (path: string) => step({ hostFiles: [{ path, written: false, opened: true }] });
    expect(isReplayable(used("/usr/bin/date"))).toBe(false);
    expect(isReplayable(used("/usr/bin/ps"))).toBe(false);
    expect(isReplayable(used("/usr/sbin/tc"))).toBe(true);
  });

  it("refuses what shows the number of this process, if not in the names of files", () => {
    expect(isReplayable(step({ stdout: `parent ${process.pid}\n` }))).toBe(false);
    expect(isReplayable(step({ stderr: `1${process.pid}0\n` }))).toBe(true);
    const path = join(folder, `restore_${process.pid}.sh`);
    writeFileSync(path, "text");
    const written = (content: string) => [{ path, mode: 0o644, content: Buffer.from(content) }];
    const startMs = statSync(path).birthtimeMs;
    expect(isReplayable(step({ written: written("echo 1"), startMs }))).toBe(true);
    expect(isReplayable(step({ written: written(`kill ${process.pid}`), startMs }))).toBe(false);
  });

  it("refuses changes of a file that was there before", () => {
    const path = join(folder, "log");
    writeFileSync(path, "old\n");
    const written = [{ path, mode: 0o644, content: Buffer.from("old\nnew\n") }];
    const startMs = statSync(path).birthtimeMs + 1000;
    expect(isReplayable(step({ written, startMs }))).toBe(false);
    expect(isReplayable(step({ written, startMs, knownBefore: new Map([[path, "old"]]) }))).toBe(true);
    expect(isReplayable(step({ written: [{ path, mode: 0, content: undefined }], startMs }))).toBe(true);
  });
});

describe("withoutPid", () => {
  it("is undone by withPid", () => {
    for (const path of [`/tmp/a_${process.pid}.sh`, `/tmp/${process.pid}/${process.pid}`, "/tmp/b"])
      expect(withPid(withoutPid(path))).toBe(path);
    expect(withoutPid(`/tmp/a_${process.pid}.sh`)).not.toContain(String(process.pid));
    expect(withoutPid(`/tmp/1${process.pid}`)).toContain(String(process.pid));
  });
});

describe("asksForRun", () => {
  it.each([
    "echo $OPT_LOCAL_IP",
    '[[ "$OPT_IP_VERSION" = ipv6 ]]',
    "env | sort",
    "printenv",
    "python3 -c 'import os; print(os.environ)'",
    "os.getenv(name)",
    `for n in $(compgen -v); do echo $${"{!n}"}; done`,
    "set",
    "export -p",
  ])("is so for %j", (text) => {
    expect(asksForRun({ text, hostFiles: [] })).toBe(true);
    expect(asksForRun({ text: "./a.sh", ...script(`#!/bin/sh\n${text}\n`) })).toBe(true);
  });

  it.each([
    "sysctl -q net.ipv4.tcp_sack=1",
    "#!/usr/bin/env python3",
    "filename = '/tmp/x_%s.sh' % os.environ['PACKETDRILL_PID']",
    "os.getenv('HOME')",
    "set -e",
    "export LC_ALL=C",
    "ip link set dev tun0 mtu 1400",
  ])("is not so for %j", (text) => {
    expect(asksForRun({ text, hostFiles: [] })).toBe(false);
    expect(asksForRun({ text: "./a.sh", ...script(`${text}\n`) })).toBe(false);
  });
});
