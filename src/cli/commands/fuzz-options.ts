// SPDX-License-Identifier: GPL-2.0
import { type Command, InvalidArgumentError, Option } from "commander";
import { PROTOCOLS, type Protocol } from "../../fuzz/program/operations.js";
import { positiveNumber, positiveWholeNumber, wholeNumber } from "./option-values.js";

/** Options of `ktest fuzz`. */
export interface FuzzOptions {
  readonly kernel?: string;
  readonly library?: string;
  readonly against?: string;
  readonly seed: number;
  readonly maxTime?: number;
  readonly maxExecs?: number;
  readonly maxFindings?: number;
  readonly maxCommands: number;
  readonly corpus?: string;
  readonly findings: string;
  readonly replay?: readonly string[];
  readonly known?: readonly string[];
  readonly minimise?: boolean;
  readonly report?: string;
  readonly saveRig?: string;
  readonly json: boolean;
}

const DEFAULT_COMMANDS = 30;

/** "all" or the name of a protocol. */
export function protocolsOf(word: string): readonly Protocol[] {
  if (word === "all") return PROTOCOLS;
  const found = PROTOCOLS.find((protocol) => protocol === word);
  if (found === undefined)
    throw new InvalidArgumentError(`It is none of ${[...PROTOCOLS, "all"].join(", ")}.`);
  return [found];
}

/** Whether a campaign that has run so many programs, and found so many causes, is to end. */
export function hasEnough(
  {
    maxExecs = Number.POSITIVE_INFINITY,
    maxFindings = Number.POSITIVE_INFINITY,
  }: Pick<FuzzOptions, "maxExecs" | "maxFindings">,
  execs: number,
  findings: number,
): boolean {
  return execs >= maxExecs || findings >= maxFindings;
}

export function addFuzzOptions(command: Command): Command {
  return command
    .addOption(new Option("--kernel <name>", "a build that ktest kernel list names").conflicts("library"))
    .option("--library <file>", "the kernel library")
    .option("--against <name>", "another build, which is to do the same")
    .option("--seed <n>", "of what is generated, and of the kernel's random numbers", wholeNumber, 1)
    .option("--max-time <s>", "real time after which it ends, in seconds", positiveNumber)
    .option("--max-execs <n>", "programs after which it ends", wholeNumber)
    .option("--max-findings <n>", "findings after which it ends", positiveWholeNumber)
    .option("--max-commands <n>", "length of new programs after the handshake", wholeNumber, DEFAULT_COMMANDS)
    .option("--corpus <dir>", "keep programs that did something new, and go on with those there")
    .option("--findings <dir>", "where scripts and captures of findings go", "findings")
    .option("--replay <file...>", "run and judge these programs only")
    .option("--known <file...>", "bugs that are no findings: lines of PROTOCOL ORACLE CAUSE")
    .option("--report <file>", "a page that tells of the campaign, as HTML")
    .option("--save-rig <dir>", "write the kernel there for libFuzzer or AFL++, and end")
    .option("--minimise", "remove from the corpus what does nothing that others of it do not, and end")
    .option("--json", "an object a line: findings, and at the end the summary", false);
}
