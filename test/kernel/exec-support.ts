// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import type { ExecResult, Kernel } from "../../src/kernel/index.js";

/** A folder of the host in which the commands of this test file run. */
export const folder = mkdtempSync(join(tmpdir(), "exec-"));

afterAll(() => rmSync(folder, { recursive: true }));

export const env = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C",
  TMPDIR: folder,
  NSTAT_HISTORY: join(folder, "nstat"),
} as const;

export function exec(kernel: Kernel, argv: readonly string[], timeoutMs = 60_000): ExecResult {
  return kernel.exec({ argv, env, cwd: folder, timeoutMs });
}

/** Runs a script of the shell that must succeed without complaint; its output. */
export function bash(kernel: Kernel, script: string): string {
  const { status, stdout, stderr, timedOut } = exec(kernel, ["bash", "-c", script]);
  expect({ status, stderr, timedOut }).toEqual({ status: 0, stderr: "", timedOut: false });
  return stdout;
}

/** The same for Python. */
export function python(kernel: Kernel, script: string): string {
  return bash(kernel, `exec python3 - <<'END'\n${script}\nEND`);
}
