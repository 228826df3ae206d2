// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { Campaign, type Finding, type Progress } from "../../fuzz/campaign/campaign.js";
import { Corpus } from "../../fuzz/corpus/corpus.js";
import { writeFinding } from "../../fuzz/findings/write.js";
import { type KnownBug, KnownBugs } from "../../fuzz/known/known-bugs.js";
import { knownBugsOf } from "../../fuzz/known/linux.js";
import { knownLine, readKnownBugs } from "../../fuzz/known/read.js";
import type { Protocol } from "../../fuzz/program/operations.js";
import { decodeProgram } from "../../fuzz/program/program.js";
import { asHtml, type CampaignReport, type Sample } from "../../fuzz/report/html.js";
import { Rig } from "../../fuzz/rig/rig.js";
import { type SaveOptions, saveRig } from "../../fuzz/rig/save.js";
import { KernelError } from "../../kernel/kernel-error.js";
import { Constants } from "../../runner/constants.js";
import { TestExecutor } from "../../runner/index.js";
import { writeWhole } from "../../runner/report/write-whole.js";
import { constantsFile } from "../constants-file.js";
import { EXIT } from "../exit-codes.js";
import { UsageError } from "../usage-error.js";
import { type FuzzOptions, hasEnough } from "./fuzz-options.js";
import { libraryOf as namedLibrary } from "./one-kernel.js";
import { libraryOf } from "./worker-options.js";

/** What the last line of `--json` says. */
export interface FuzzSummary {
  readonly type: "summary";
  readonly execs: number;
  readonly execs_per_s: number;
  readonly edges: number;
  readonly corpus: number;
  readonly seconds: number;
  readonly findings: readonly FuzzFinding[];
  /** Known bugs that were met, and how often. */
  readonly known: readonly FuzzKnown[];
}

interface FuzzKnown {
  readonly protocol: Protocol;
  readonly oracle: string;
  readonly cause: string;
  readonly what: string;
  readonly times: number;
}

interface FuzzFinding {
  readonly oracle: string;
  readonly protocol: Protocol;
  readonly message: string;
  readonly execs: number;
  /** Real time since the campaign began. */
  readonly seconds: number;
  /** Of the script, or of the program where no script can tell it. */
  readonly file: string;
  /** Whether the script shows it. */
  readonly reproduced: boolean;
}

const MS_PER_SECOND = 1000;
const PROGRESS_MS = 1000;
const CLEARED = "\r\u001b[K";
/** Programs between two looks at the clock and at signals. */
const BATCH = 16;
const SCRIPT_LIMITS = { virtualNs: 86_400e9, realMs: 10_000 };

/**
 * `ktest fuzz PROTOCOL`
 * @returns the exit code: 1 if there are findings
 * @throws {import("../usage-error.js").UsageError}, and what booting a kernel throws
 */
export async function fuzz(
  protocols: readonly Protocol[],
  options: FuzzOptions,
  signal: AbortSignal,
): Promise<number> {
  const { kernel, against: other, seed, corpus: folder, json, maxCommands } = options;
  const listed = (options.known ?? []).flatMap(readKnownFile);
  if (options.minimise === true && (folder === undefined || options.replay !== undefined))
    throw new UsageError("fuzz: --minimise goes with --corpus, and not with --replay");
  const library = kernel === undefined ? libraryOf(options) : await namedLibrary(kernel, say);
  const constants = Constants.load(constantsFile(library));
  if (options.saveRig !== undefined) {
    saveRigOf(options.saveRig, { library, constants, seed, protocols, known: listed });
    return EXIT.passed;
  }
  const rig = new Rig({ library, constants, seed });
  const known = new KnownBugs([...listed, ...knownBugsOf(rig.kernel.release)]);
  const against = other === undefined ? undefined : await rigOf(other, seed);
  const corpus = folder === undefined ? undefined : new Corpus(folder);
  // Runs the scripts of findings, of which there are mostly none.
  let executor: TestExecutor | undefined;
  const samples: Sample[] = [];
  const campaign = new Campaign(rig, { protocols, seed, corpus, against, known, maxCommands, say });
  const found: FuzzFinding[] = [];
  const start = performance.now();
  /** Seconds, to the millisecond. */
  const elapsed = (): number => Math.round(performance.now() - start) / MS_PER_SECOND;
  const take = (finding: Finding | undefined): void => {
    if (finding === undefined) return;
    executor ??= scriptExecutor(library, seed);
    const { path, script, isReproduced } = writeFinding(finding, options.findings, constants, executor);
    const { violation, program, execs } = finding;
    const told = {
      oracle: violation.oracle,
      protocol: program.protocol,
      message: violation.message,
      execs,
      seconds: elapsed(),
      file: script ?? `${path}.prog`,
      reproduced: isReproduced,
    };
    found.push(told);
    if (json) console.log(JSON.stringify({ type: "finding", ...told }));
    else console.log(`${told.oracle}: ${told.message}\n  ${told.file}, after ${execs} programs`);
  };
  try {
    if (options.minimise === true) await minimise(campaign, signal);
    else if (options.replay === undefined) await run(campaign, options, signal, take, samples);
    else for (const file of options.replay) take(campaign.replay(decodeProgram(readFileSync(file))));
  } finally {
    corpus?.close();
    executor?.close();
    against?.close();
    rig.close();
  }
  const seconds = elapsed();
  const { execs, edges, corpus: kept } = campaign.progress;
  const summary: FuzzSummary = {
    type: "summary",
    execs,
    execs_per_s: Math.round(execs / seconds),
    edges,
    corpus: kept,
    seconds,
    findings: found,
    known: known.met.map(({ bug, times }) => {
      const { protocol, oracle, cause, what } = bug;
      return { protocol, oracle, cause, what, times };
    }),
  };
  if (json) console.log(JSON.stringify(summary));
  else {
    for (const { what, times, ...bug } of summary.known)
      console.log(`known: ${knownLine(bug)}${what === "" ? "" : ` (${what})`}: ${times} times`);
    console.log(
      `${execs} programs, ${summary.execs_per_s}/s, ${edges} edges, ${kept} kept, ${found.length} findings`,
    );
  }
  if (options.report !== undefined)
    writeReport(options.report, {
      setting: {
        kernel: `${rig.kernel.release}, ${library}`,
        programs: `${protocols.join(", ")}; seed ${seed}`,
        time: `${summary.seconds} s, ${summary.execs_per_s} programs a second`,
      },
      samples: [...samples, { seconds, execs, edges, corpus: kept }],
      findings: found,
      known: summary.known,
    });
  if (signal.aborted) return EXIT.interrupted;
  return found.length > 0 ? EXIT.failed : EXIT.passed;
}

/** @throws {UsageError} if it cannot be written */
function saveRigOf(folder: string, options: SaveOptions): void {
  try {
    saveRig(folder, options);
  } catch (error) {
    if (error instanceof KernelError && error.code.startsWith("KTEST_")) throw error;
    throw new UsageError(`--save-rig ${folder}: ${error instanceof Error ? error.message : error}`);
  }
}

/** @throws {UsageError} if it cannot be written */
function writeReport(file: string, report: CampaignReport): void {
  const from = dirname(resolve(file));
  const findings = report.findings.map((finding) => ({ ...finding, file: relative(from, finding.file) }));
  try {
    writeWhole(file, Buffer.from(asHtml({ ...report, findings })));
  } catch (error) {
    throw new UsageError(`--report ${file}: ${error instanceof Error ? error.message : error}`);
  }
}

/** @throws {UsageError} if it cannot be read, or is no such list */
function readKnownFile(file: string): readonly KnownBug[] {
  try {
    return readKnownBugs(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`--known ${file}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Interrupted, it leaves in the corpus what it has not come to. */
async function minimise(campaign: Campaign, signal: AbortSignal): Promise<void> {
  for (const _ of campaign.minimise()) {
    if (signal.aborted) return;
    await nextTurn();
  }
}

/** Signals are seen between two turns of the event loop. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function scriptExecutor(library: string, seed: number): TestExecutor {
  return new TestExecutor({
    library,
    constants: constantsFile(library),
    seed,
    limits: SCRIPT_LIMITS,
    isCaching: false,
    options: {},
    defines: [],
    isStrict: true,
    wantsLog: false,
  });
}

async function rigOf(name: string, seed: number): Promise<Rig> {
  const library = await namedLibrary(name, say);
  return new Rig({ library, constants: Constants.load(constantsFile(library)), seed });
}

async function run(
  campaign: Campaign,
  options: FuzzOptions,
  signal: AbortSignal,
  take: (finding: Finding | undefined) => void,
  samples: Sample[],
): Promise<void> {
  const start = performance.now();
  const end = start + (options.maxTime ?? Number.POSITIVE_INFINITY) * MS_PER_SECOND;
  const isShown = !options.json && process.stderr.isTTY;
  const isEnough = (): boolean => hasEnough(options, campaign.execs, campaign.findings.length);
  let told = start;
  // Whole, whatever its length.
  for (const finding of campaign.resume()) take(finding);
  while (!signal.aborted && performance.now() < end && !isEnough()) {
    for (let done = 0; done < BATCH && !isEnough(); done++) take(campaign.step());
    const now = performance.now();
    if (now - told > PROGRESS_MS) {
      told = now;
      const progress = campaign.progress;
      samples.push({ seconds: (now - start) / MS_PER_SECOND, ...progress });
      if (isShown) show(progress, (now - start) / MS_PER_SECOND);
    }
    await nextTurn();
  }
  if (isShown) process.stderr.write(CLEARED);
}

/** On a line that the next one takes the place of. */
function show({ execs, edges, corpus, findings }: Progress, seconds: number): void {
  const rate = Math.round(execs / seconds);
  process.stderr.write(
    `${CLEARED}${execs} programs, ${rate}/s, ${edges} edges, ${corpus} kept, ${findings} findings`,
  );
}

function say(line: string): void {
  process.stderr.write(`ktest: ${line}\n`);
}
