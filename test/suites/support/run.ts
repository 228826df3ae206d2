// SPDX-License-Identifier: GPL-2.0
import { fileURLToPath } from "node:url";
import { type Ended, ktest } from "../../cli/support/ktest.js";

/** The root of the checkout. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** What `ktest run --json` prints of one test. */
export interface TestLine {
  readonly script: string;
  readonly variant: string;
  readonly verdict: "pass" | "fail" | "error";
  /** Of the script, from 1; 0: none. */
  readonly line: number;
  readonly message: string;
}

export interface SuiteRun extends Ended {
  readonly tests: readonly TestLine[];
}

/** Runs scripts through the program, from the root of the checkout. */
export async function runSuite(...args: readonly string[]): Promise<SuiteRun> {
  const ended = await ktest(["run", "--json", ...args], { cwd: ROOT });
  return { ...ended, tests: ended.stdout.split("\n").filter(Boolean).map(readLine) };
}

function readLine(text: string): TestLine {
  const value: unknown = JSON.parse(text);
  if (!isTestLine(value)) throw new Error(`not the result of a test: ${text}`);
  return value;
}

function isTestLine(value: unknown): value is TestLine {
  return typeof value === "object" && value !== null && "script" in value && "verdict" in value;
}
