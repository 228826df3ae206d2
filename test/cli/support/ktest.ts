// SPDX-License-Identifier: GPL-2.0
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The program as `npm run setup` compiles it, and users run it. */
export const PROGRAM = fileURLToPath(new URL("../../../dist/bundle/main.js", import.meta.url));
if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: npm run setup makes it`);

/** The scripts that come with the kernel's source. */
export const KERNEL_SCRIPTS = "kernel:tools/testing/selftests/net/packetdrill";

/** How a run of the program ended, and what it printed. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface KtestOptions {
  /** Where it is started; scripts are named relative to it. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the program reads from standard input; absent: nothing. */
  readonly input?: string;
  /** Called for each piece of standard output, while it runs. */
  readonly onOutput?: (child: ChildProcess, text: string) => void;
}

/** Runs `ktest …arguments` to its end. */
export function ktest(args: readonly string[], options: KtestOptions): Promise<Ended> {
  return runProgram(process.execPath, [PROGRAM, ...args], options);
}

/** What runs keep for later ones: apart from the user's, and gone with the tests of this file. */
const CACHE = mkdtempSync(join(tmpdir(), "ktest-cli-cache-"));
process.on("exit", () => rmSync(CACHE, { recursive: true, force: true }));

/** Runs any program to its end. */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env = {}, input, onOutput }: KtestOptions,
): Promise<Ended> {
  const spawnOptions: SpawnOptions = {
    cwd,
    env: { ...process.env, NO_COLOR: "1", KTEST_CACHE: CACHE, ...env },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  };
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, spawnOptions);
    const output = { stdout: "", stderr: "" };
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text;
      onOutput?.(child, text);
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      output.stderr += text;
    });
    child.stdin?.end(input);
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status, signal, ...output }));
  });
}

/** Real times, which differ from run to run, as `_`. */
export function masked(text: string): string {
  return text.replace(/\b(in|stopped after) \d+(\.\d+)? s\b/g, "$1 _ s");
}
