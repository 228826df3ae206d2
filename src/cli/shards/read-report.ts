// SPDX-License-Identifier: GPL-2.0
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { VARIANTS, type VariantName } from "../../runner/config/variant.js";
import type { RunProblem, TestReport, Verdict } from "../../runner/index.js";
import type { PlanProblem } from "../plan.js";
import { UsageError } from "../usage-error.js";
import { FORMAT, type ShardAbout } from "./about.js";
import type { ShardEnd, ShardKernel } from "./reporter.js";

/** The report of a shard, as a file has it. */
export interface ShardReport {
  readonly file: string;
  readonly about: ShardAbout;
  readonly kernel: ShardKernel | undefined;
  readonly problems: readonly PlanProblem[];
  readonly tests: readonly TestReport[];
  readonly end: ShardEnd;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads what shardReporter() has written.
 * @throws {UsageError} if it is something else, or not all of it
 */
export function readShardReport(file: string): ShardReport {
  const text = read(file);
  const [first, ...lines] = text.split(/(?<=\n)/);
  const head = parse(first ?? "");
  const about = shardOf(head);
  if (about === undefined && HEAD.startsWith(text.slice(0, HEAD.length)) && lines.length === 0)
    throw new UsageError(cut(file));
  if (about === undefined)
    throw new UsageError(`${file}: no report of a shard; ktest run --json --shard i/n writes them`);
  if (about.format !== FORMAT)
    throw new UsageError(`${file}: written by ktest ${about.ktest}, whose reports this one does not read`);
  const last = lines.pop() ?? "";
  const end = last.endsWith("\n") ? endOf(parse(last)) : undefined;
  if (end === undefined) throw new UsageError(cut(file));
  const sum = createHash("sha256").update(text.slice(0, text.length - last.length));
  if (sum.digest("hex") !== end.sha256)
    throw new UsageError(`${file}: damaged: it is not what the shard has written; run it again`);
  const problems: PlanProblem[] = [];
  const tests: TestReport[] = [];
  for (const [index, line] of lines.entries()) {
    const fields = parse(line) ?? {};
    const test = testOf(fields);
    const problem = problemOf(fields);
    if (test !== undefined) tests.push(test);
    else if (problem !== undefined) problems.push(problem);
    else throw new UsageError(`${file}:${index + 2}: neither a test nor a file that could not become one`);
  }
  return { file, about, kernel: kernelOf(head), problems, tests, end };
}

/** What a report begins with. */
const HEAD = '{"shard":';

function cut(file: string): string {
  return `${file}: the end is missing: the shard was stopped, or the file cut; run it again`;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parse(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

function has(fields: Fields, type: "string" | "number", ...names: readonly string[]): boolean {
  return names.every((name) => typeof fields[name] === type);
}

function shardOf(line: Fields | undefined): ShardAbout | undefined {
  return isAbout(line?.shard) ? line.shard : undefined;
}

function isAbout(value: unknown): value is ShardAbout {
  return (
    isFields(value) &&
    has(value, "number", "format", "index", "count", "tests") &&
    has(value, "string", "ktest", "kernel", "kernel_sha256", "suite_sha256", "options")
  );
}

function kernelOf(line: Fields | undefined): ShardKernel | undefined {
  const kernel = line?.kernel;
  if (!isFields(kernel) || typeof kernel.name !== "string") return undefined;
  return { name: kernel.name, version: typeof kernel.version === "string" ? kernel.version : undefined };
}

function endOf(line: Fields | undefined): ShardEnd | undefined {
  return isEnd(line?.end) ? line.end : undefined;
}

function isEnd(value: unknown): value is ShardEnd {
  const counts = ["passed", "failed", "errors", "skipped", "wall_ms"];
  return isFields(value) && has(value, "number", ...counts) && has(value, "string", "sha256");
}

function problemOf(fields: Fields): PlanProblem | undefined {
  const { script: path, variant, message } = fields;
  if (variant !== null || typeof path !== "string" || typeof message !== "string") return undefined;
  return { path, message };
}

function testOf(fields: Fields): TestReport | undefined {
  const { script, variant, verdict, virtual_ns: virtualNs, wall_us: wallUs, details = {} } = fields;
  if (typeof script !== "string" || !isVariant(variant)) return undefined;
  if (!isVerdict(verdict) || typeof virtualNs !== "number" || typeof wallUs !== "number") return undefined;
  if (!isFields(details)) return undefined;
  const { problems = [], warnings = [], kernelLog = [], lastEvents = [], log } = details;
  if (!isProblems(problems) || !isProblems(warnings)) return undefined;
  if (!isTexts(kernelLog) || !isTexts(lastEvents) || (log !== undefined && !isTexts(log))) return undefined;
  const told = { script, variant, verdict, problems, warnings, kernelLog, lastEvents, virtualNs, wallUs };
  return log === undefined ? told : { ...told, log };
}

function isVariant(value: unknown): value is VariantName {
  return VARIANTS.some(({ name }) => name === value);
}

function isVerdict(value: unknown): value is Verdict {
  return value === "pass" || value === "fail" || value === "error";
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

/** What is inside is as the program with the same checksum and number of the format has written it. */
function isProblems(value: unknown): value is readonly RunProblem[] {
  return Array.isArray(value) && value.every((entry) => isFields(entry) && isFields(entry.diagnostic));
}
