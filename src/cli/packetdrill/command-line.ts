// SPDX-License-Identifier: GPL-2.0
import { parseDefine } from "../../dsl/bind/values.js";
import { mergeSettings, plainOptions } from "../../runner/config/options.js";
import { PACKETDRILL_OPTIONS } from "../../runner/config/packetdrill-options.js";
import { VARIANTS } from "../../runner/config/variant.js";
import { UsageError } from "../usage-error.js";
import { type GivenOption, getopt } from "./getopt.js";

/** What a command line of packetdrill asks for. */
export interface PacketdrillCommand {
  readonly scripts: readonly string[];
  /** Options that hold for runs, by name: they win over those of scripts. */
  readonly options: Readonly<Record<string, string>>;
  /** `NAME=VALUE`, the last one of a name counts. */
  readonly defines: readonly string[];
  readonly isVerbose: boolean;
  /** Scripts are read and checked, and not run. */
  readonly isDryRun: boolean;
  /** What is said about options that change nothing. */
  readonly notes: readonly string[];
}

/** Of the command, and not of a run. */
const OF_COMMAND: ReadonlySet<string> = new Set(["define", "verbose", "debug", "dry_run"]);

/**
 * @param args  as packetdrill gets them, without its own name
 * @throws {UsageError} for what packetdrill refuses, and for options that cannot be followed here
 */
export function parseCommandLine(args: readonly string[]): PacketdrillCommand {
  const { options, operands } = getopt(args);
  for (const option of options) checkOption(option);
  if (operands.length === 0) throw new UsageError("error: missing script path");
  const given = new Set(options.map(({ name }) => name));
  return {
    scripts: operands,
    options: runOptions(options.filter(({ name }) => !OF_COMMAND.has(name))),
    defines: options.flatMap(({ name, value }) => (name === "define" ? [value] : [])),
    isVerbose: given.has("verbose") || given.has("debug"),
    isDryRun: given.has("dry_run"),
    notes: [...given].flatMap((name) => {
      const idle = PACKETDRILL_OPTIONS.get(name)?.idle;
      return idle === undefined ? [] : [`--${name} changes nothing: ${idle}`];
    }),
  };
}

function checkOption({ name, value }: GivenOption): void {
  const refused = PACKETDRILL_OPTIONS.get(name)?.refused;
  if (refused !== undefined) throw new UsageError(`--${name} cannot be followed: ${refused}`);
  if (name === "define" && parseDefine(value) === undefined)
    throw new UsageError(`Command Line: bad definition: ${value}`);
  if (name === "ip_version" && !VARIANTS.some(({ ipVersion }) => ipVersion === value))
    throw new UsageError(`Command Line: bad --ip_version: ${value}`);
}

function runOptions(options: readonly GivenOption[]): Readonly<Record<string, string>> {
  const settings = options.map(({ name, value }) => plainOptions({ [name]: value }));
  const merged = [...mergeSettings(...settings)];
  return Object.fromEntries(merged.map(([name, { value }]) => [name, value]));
}
