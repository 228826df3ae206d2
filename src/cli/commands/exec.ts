// SPDX-License-Identifier: GPL-2.0
import type { ExecResult } from "../../kernel/kernel.js";
import type { KernelError } from "../../kernel/kernel-error.js";
import { selectVariants } from "../../runner/config/select.js";
import { VARIANTS, type Variant } from "../../runner/config/variant.js";
import { runProgram } from "../../runner/program/run-program.js";
import { makeColours } from "../colours.js";
import { EXIT } from "../exit-codes.js";
import { optionLines } from "../option-lines.js";
import { formatReport } from "../reporters/format-report.js";
import { UsageError } from "../usage-error.js";
import { type ExecCommandOptions, networkOptions } from "./exec-options.js";
import { libraryOf } from "./one-kernel.js";
import { workerOptions } from "./worker-options.js";

const MS_PER_SECOND = 1000;

/**
 * `ktest exec -- PROGRAM ARGS…`
 * @returns the exit code: the program's, or one that shells and timeout(1) have for such a case
 * @throws {UsageError}, and what findLibrary(), constantsFile() and runProgram() throw
 */
export async function exec(argv: readonly string[], options: ExecCommandOptions): Promise<number> {
  const { script, pcap: capture, timeout, kernel, ...others } = options;
  const library = kernel === undefined ? {} : { library: await libraryOf(kernel, say) };
  const quiet = { strict: false, verbose: false, json: false };
  const forKernel = workerOptions({ ...others, ...library, ...quiet }, () => {});
  const outcome = runProgram(
    { ...forKernel, options: networkOptions(options) },
    {
      argv,
      env: environment(),
      cwd: process.cwd(),
      variant: await chooseVariant(script, options.variant),
      ...(script === undefined ? {} : { script }),
      ...(timeout === undefined ? {} : { timeoutMs: Math.ceil(timeout * MS_PER_SECOND) }),
      ...(capture === undefined ? {} : { capture }),
    },
  );
  switch (outcome.type) {
    case "ended":
      if (outcome.lost !== undefined)
        say(`${capture} lacks ${outcome.lost} frames, for which there was no room`);
      return endOf(argv, outcome.result, options);
    case "not-started":
      say(outcome.error.message);
      return isMissing(outcome.error) ? EXIT.notFound : EXIT.notExecutable;
    case "failed":
      process.stderr.write(formatReport(outcome.report, makeColours(undefined, process.stderr)));
      return outcome.report.verdict === "fail" ? EXIT.failed : EXIT.unable;
  }
}

/** The script's first one, of those that its name and option lines allow. */
async function chooseVariant(script: string | undefined, wanted: string | undefined): Promise<Variant> {
  const lines = script === undefined ? undefined : await optionLines(script);
  if (lines?.type === "unreadable") throw new UsageError(`${script}: ${lines.message}`);
  const all =
    script === undefined || lines === undefined
      ? VARIANTS.filter(({ name }) => wanted === undefined || name === wanted)
      : selectVariants(script, lines.options, wanted === undefined ? undefined : [wanted]);
  const [variant] = all;
  if (variant === undefined) throw new UsageError(`${script} does not run as ${wanted}`);
  return variant;
}

function environment(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function endOf(
  [program = ""]: readonly string[],
  { status, stopped }: ExecResult,
  { timeout, virtualTimeLimit }: ExecCommandOptions,
): number {
  if (stopped === undefined) return status;
  const why = {
    "real-time": `was stopped after ${timeout} s (--timeout)`,
    "virtual-time": `waits beyond ${virtualTimeLimit} s of virtual time (--virtual-time-limit)`,
    deadlock: "waits for what can no longer happen: no timer is left, and no process runs",
  };
  say(`${program} ${why[stopped]}`);
  return EXIT.stopped;
}

function isMissing({ code }: KernelError): boolean {
  return code === "ENOENT" || code === "ENOTDIR";
}

function say(message: string): void {
  process.stderr.write(`ktest: ${message}\n`);
}
