// SPDX-License-Identifier: GPL-2.0
import { basename, join } from "node:path";
import { VARIANTS } from "../../runner/config/variant.js";
import type { TestReport } from "../../runner/index.js";
import { runTests } from "../../runner/pool/pool.js";
import { libraryOf } from "../commands/one-kernel.js";
import type { RunOptions } from "../commands/run-options.js";
import { workerOptions } from "../commands/worker-options.js";
import { EXIT } from "../exit-codes.js";
import { optionLines } from "../option-lines.js";
import { jsonReporter } from "../reporters/json.js";
import { UsageError } from "../usage-error.js";
import { type PacketdrillCommand, parseCommandLine } from "./command-line.js";
import { describeFailure } from "./describe.js";
import { planScript } from "./plan.js";
import { usage } from "./usage.js";

/**
 * `ktest run --packetdrill …`: what packetdrill would do with these arguments. Scripts run one after
 * the other until one fails. Nothing is printed about those that pass, unless --verbose is given.
 * With ktest's --json before it all of them run, and each is an object on a line.
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
  const tell = own.json ? asObject : asText;
  const options = await onOneKernel(own);
  let hasFailed = false;
  for (const script of command.scripts) {
    const outcome = await runScript(script, command, options, signal);
    if (signal.aborted) return EXIT.interrupted;
    tell(outcome, script);
    hasFailed ||= !isPass(outcome);
    if (hasFailed && !own.json) break;
  }
  return hasFailed ? EXIT.failed : EXIT.passed;
}

/** packetdrill has one kernel. */
async function onOneKernel(own: RunOptions): Promise<RunOptions> {
  const { kernel, ...others } = own;
  if (kernel === undefined) return own;
  const [name] = kernel;
  if (name === undefined || kernel.length > 1)
    throw new UsageError("--kernel: with --packetdrill scripts run on one kernel");
  const library = await libraryOf(name, (message) => process.stderr.write(`ktest: ${message}\n`));
  return { ...others, library };
}

/** What came of a script; `message`: why it was not run, in packetdrill's form. */
type Outcome =
  | { readonly type: "test"; readonly report: TestReport }
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "not-run" };

function isPass(outcome: Outcome): boolean {
  return outcome.type === "test" ? outcome.report.verdict === "pass" : outcome.type === "not-run";
}

function asText(outcome: Outcome): void {
  if (outcome.type === "refused") process.stderr.write(outcome.message);
  if (outcome.type !== "test") return;
  const { report } = outcome;
  if (report.verdict === "pass") for (const line of report.log ?? []) print(`${line}\n`);
  else process.stderr.write(describeFailure(report));
}

function asObject(outcome: Outcome, path: string): void {
  const report = jsonReporter(print);
  if (outcome.type === "test") report(outcome);
  else if (outcome.type === "refused") report({ type: "problem", path, message: outcome.message.trimEnd() });
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

async function runScript(
  script: string,
  command: PacketdrillCommand,
  own: RunOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  const lines = await optionLines(script);
  if (lines.type === "unreadable") return refused(`${script}: parse error: ${lines.message}\n`);
  const plan = planScript(lines.options, command.options);
  if (plan === undefined)
    return refused(
      `${script}: bad --ip_version: there are ${VARIANTS.map(({ ipVersion }) => ipVersion).join(", ")}\n`,
    );
  if (command.isDryRun) {
    const { dryRun } = await import("./dry-run.js");
    const message = dryRun(script, plan, command.defines);
    return message === undefined ? { type: "not-run" } : refused(message);
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
  return report === undefined ? { type: "not-run" } : { type: "test", report };
}

function refused(message: string): Outcome {
  return { type: "refused", message };
}

function captureOf(script: string, variant: string, { pcap }: RunOptions): { readonly capture?: string } {
  return pcap === undefined ? {} : { capture: join(pcap, `${basename(script, ".pkt")}.${variant}.pcapng`) };
}

function print(text: string): void {
  process.stdout.write(text);
}
