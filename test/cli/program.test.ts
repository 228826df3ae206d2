// SPDX-License-Identifier: GPL-2.0
import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const PROGRAM = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const KERNEL_SCRIPTS = "kernel:tools/testing/selftests/net/packetdrill";

let folder: string;

beforeAll(() => {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: build it first`);
  folder = mkdtempSync(join(tmpdir(), "ktest-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

function ktest(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: "utf8",
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { status, stdout, stderr };
}

/** Writes scripts into a folder of their own; returns its path. */
function scripts(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

const LISTEN = `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
`;

/** Nobody has a window that needs to be scaled by 13. */
const WRONG_HANDSHAKE = `${LISTEN}+.1 < S 0:0(0) win 32792 <mss 1000,sackOK,nop,nop,nop,wscale 7>
+0 > S. 0:0(0) ack 1 <mss 1460,nop,nop,sackOK,nop,wscale 13>
+.1 < . 1:1(0) ack 1 win 257
+0 accept(3, ..., ...) = 4
`;

describe("ktest run", () => {
  it("passes the scripts of the kernel's own selftests in all variants", () => {
    const { status, stdout } = ktest("run", KERNEL_SCRIPTS);
    expect(stdout).toContain("72 passed, 0 failed");
    expect(status).toBe(0);
  });

  it("reports a failure with the field, both packets, and what happened before", () => {
    const path = scripts("fail", { "wrong.pkt": WRONG_HANDSHAKE, "right.pkt": LISTEN });
    const { status, stdout } = ktest("run", "--variant", "ipv6", path);
    expect(status).toBe(1);
    expect(stdout).toContain(
      `FAIL ${join(path, "wrong.pkt")} (ipv6)\n${join(path, "wrong.pkt")}:6:4: error: `,
    );
    expect(stdout).toMatch(/tcp\.option\.wscale +expected wscale 13, actual wscale \d/);
    expect(stdout).toMatch(/ {2}expected +0\.100004 > S\. 0:0\(0\) ack 1 <.*wscale 13>/);
    expect(stdout).toContain("0.000003 listen(3, 1) = 0\n");
    expect(stdout).toContain("1 passed, 1 failed");
  });

  it("runs the others when one cannot run", () => {
    const path = scripts("errors", {
      "syntax.pkt": "0 socket(..., SOCK_STREAM, IPPROTO_TCP = 3\n",
      "constant.pkt": "0 socket(..., SOCK_STREM, IPPROTO_TCP) = 3\n",
      "good.pkt": LISTEN,
    });
    const { status, stdout } = ktest("run", "--variant", "ipv4", path, join(folder, "missing.pkt"));
    expect(status).toBe(2);
    expect(stdout).toContain("syntax.pkt:1:");
    expect(stdout).toContain("did you mean SOCK_STREAM?");
    expect(stdout).toContain("missing.pkt: error: no such file or folder");
    expect(stdout).toContain("1 passed, 0 failed, 3 could not run");
  });

  it("prints one JSON object a line", () => {
    const path = scripts("json", { "a.pkt": LISTEN, "b.pkt": WRONG_HANDSHAKE });
    const { status, stdout } = ktest("run", "--json", "--variant", "ipv4", path);
    expect(status).toBe(1);
    const [first, second] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(first).toMatchObject({
      script: join(path, "a.pkt"),
      variant: "ipv4",
      verdict: "pass",
      line: 0,
      message: "",
    });
    expect(second).toMatchObject({ verdict: "fail", line: 6, virtual_ns: 100_004_000 });
  });

  it("writes the same captures each time, with and without the cache, whatever the workers", () => {
    const run = (name: string, ...args: readonly string[]) => {
      const path = join(folder, name);
      expect(ktest("run", "--pcap", path, ...args, `${KERNEL_SCRIPTS}/tcp_zerocopy_*.pkt`).status).toBe(0);
      return new Map(
        readdirSync(path).map((file) => [file, readFileSync(join(path, file)).toString("base64")]),
      );
    };
    const first = run("pcap-1");
    expect(first.size).toBe(33);
    expect(run("pcap-2", "--workers", "1", "--no-cache")).toEqual(first);
    expect(run("pcap-3", "--seed", "7")).not.toEqual(first);
  });

  it("costs one test when a worker dies, and one when a test does not end", () => {
    const path = scripts("lost", {
      "a-dies.pkt": `\`kill -9 $PPID\`\n${LISTEN}`,
      "b-hangs.pkt": `\`while :; do :; done\`\n${LISTEN}`,
      "c-good.pkt": LISTEN,
    });
    const { status, stdout } = ktest(
      "run",
      "--workers",
      "1",
      "--variant",
      "ipv4",
      "--real-time-limit",
      "2",
      path,
    );
    expect(status).toBe(1);
    expect(stdout).toContain("a-dies.pkt: error: the worker process died: SIGKILL");
    expect(stdout).toContain("b-hangs.pkt:1:1: error: the command was stopped after");
    expect(stdout).toContain("1 passed, 2 failed");
  });

  it("stops a script that never ends in virtual time", () => {
    const path = scripts("endless", { "a.pkt": `${LISTEN}+1000 close(3) = 0\n` });
    const { stdout } = ktest("run", "--virtual-time-limit", "60", "--variant", "ipv4", path);
    expect(stdout).toContain("the script goes on beyond 60.000000 sec of virtual time [run/limit]");
  });

  it("prints what happened with -v, in the script's notation", () => {
    const path = scripts("verbose", { "a.pkt": LISTEN });
    const { stdout } = ktest("run", "-v", "--variant", "ipv4", path);
    expect(stdout).toContain("    0.000002 bind(3, ..., ...) = 0\n    0.000003 listen(3, 1) = 0\n");
  });

  it("takes definitions and tolerances from the command line", () => {
    const path = scripts("options", { "a.pkt": LISTEN.replace("listen(3, 1)", "listen(3, BACKLOG)") });
    expect(ktest("run", "-D", "BACKLOG=5", "--tolerance_usecs", "0", path).status).toBe(0);
    expect(ktest("run", path).stdout).toContain("BACKLOG is no constant of this kernel's headers");
  });

  it("names the option that was meant, and what is wrong with a value", () => {
    expect(ktest("run", "--sed", "1", "x.pkt")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("(Did you mean --seed?)"),
    });
    expect(ktest("run", "--variant", "ipv5", "x.pkt").stderr).toContain("There is no variant ipv5");
    expect(ktest("run", "--workers", "-1", "x.pkt").status).toBe(2);
    expect(ktest("run").stderr).toContain("missing required argument 'path'");
  });

  it("says what it cannot do without a library", () => {
    const path = scripts("library", { "a.pkt": LISTEN });
    const { status, stderr } = ktest("run", "--library", "/nonexistent.so", path);
    expect(status).toBe(2);
    expect(stderr).toBe("ktest: /nonexistent.so: no such library\n");
  });
});

describe("ktest", () => {
  it("has a version and help", () => {
    expect(ktest("--version")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect(ktest("run", "--help").stdout).toContain("--virtual-time-limit");
  });

  it("ends quietly when nobody reads on", async () => {
    const child = spawn(process.execPath, [PROGRAM, "run", "--json", KERNEL_SCRIPTS], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.once("data", () => child.stdout.destroy());
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it("says what was done when it is interrupted", async () => {
    const path = scripts("interrupted", {
      "a.pkt": LISTEN,
      "b.pkt": `\`while :; do :; done\`\n${LISTEN}`,
    });
    const child = spawn(process.execPath, [
      PROGRAM,
      "run",
      "--json",
      "--workers",
      "1",
      "--variant",
      "ipv4",
      path,
    ]);
    let stdout = "";
    child.stdout.on("data", (text) => {
      stdout += text;
      child.kill("SIGINT");
    });
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect(status).toBe(130);
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  });
});
