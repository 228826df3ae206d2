// SPDX-License-Identifier: GPL-2.0
import { basename, join } from "node:path";
import { VARIANTS } from "../../runner/config/variant.js";
import type { TestReport } from "../../runner/index.js";
import { runTests } from "../../runner/pool/pool.js";
import type { RunOptions } from "../commands/run-options.js";
import { workerOptions } from "../commands/worker-options.js";
import { EXIT } from "../exit-codes.js";
import { optionLines } from "../option-lines.js";
import { UsageError } from "../usage-error.js";
import { type PacketdrillCommand, parseCommandLine } from "./command-line.js";
import { describeFailure } from "./describe.js";
import { planScript } from "./plan.js";
import { usage } from "./usage.js";

/**
 * `ktest run --packetdrill …`: what packetdrill would do with these arguments. Scripts run one after
 * the other until one fails. Nothing is printed about those that pass, unless --verbose is given.
 * @param args  the command line without the name of the program
 * @param own   options of ktest that stand before it
 * @returns the exit code: 0 if all pass, otherwise 1, as packetdrill's
 * @throws what findLibrary(), constantsFile() and runTests() throw
 */
export async function runPacketdrill(
  args: readonly string[],
  own: RunOptions,
  signal: AbortSignal,
): Promise<number> {
  const command = readCommand(args);
  if (command === undefined) return EXIT.failed;
  if (command.isVerbose) for (const note of command.notes) print(`${note}\n`);
  for (const script of command.scripts) {
    const failure = await runScript(script, command, own, signal);
    if (signal.aborted) return EXIT.interrupted;
    if (failure === undefined) continue;
    process.stderr.write(failure);
    return EXIT.failed;
  }
  return EXIT.passed;
}

function readCommand(args: readonly string[]): PacketdrillCommand | undefined {
  try {
    return parseCommandLine(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`ktest: ${error.message}\n${usage()}`);
    return undefined;
  }
}

/** @returns why it failed; undefined if it passed */
async function runScript(
  script: string,
  command: PacketdrillCommand,
  own: RunOptions,
  signal: AbortSignal,
): Promise<string | undefined> {
  const lines = await optionLines(script);
  if (lines.type === "unreadable") return `${script}: parse error: ${lines.message}\n`;
  const plan = planScript(lines.options, command.options);
  if (plan === undefined)
    return `${script}: bad --ip_version: there are ${VARIANTS.map(({ ipVersion }) => ipVersion).join(", ")}\n`;
  if (command.isDryRun) {
    const { dryRun } = await import("./dry-run.js");
    return dryRun(script, plan, command.defines);
  }
  const options = {
    ...workerOptions({ ...own, verbose: own.verbose || command.isVerbose }, (note) => print(`${note}\n`)),
    options: plan.options,
    defines: [...own.define, ...command.defines],
  };
  const { name: variant } = plan.variant;
  const tests = [{ script, variant, ...captureOf(script, variant, own) }];
  const reports: TestReport[] = [];
  const onReport = (report: TestReport): void => {
    reports.push(report);
  };
  await runTests({ tests, options, workers: Math.min(1, own.workers), onReport, signal });
  const [report] = reports;
  if (report === undefined || report.verdict === "pass") {
    for (const line of report?.log ?? []) print(`${line}\n`);
    return undefined;
  }
  return describeFailure(report);
}

function captureOf(script: string, variant: string, { pcap }: RunOptions): { readonly capture?: string } {
  return pcap === undefined ? {} : { capture: join(pcap, `${basename(script, ".pkt")}.${variant}.pcapng`) };
}

function print(text: string): void {
  process.stdout.write(text);
}
