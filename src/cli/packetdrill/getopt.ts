// SPDX-License-Identifier: GPL-2.0
import { PACKETDRILL_OPTIONS, type PacketdrillOption } from "../../runner/config/packetdrill-options.js";
import { nearest } from "../../runner/suggest.js";
import { UsageError } from "../usage-error.js";

/** An option as it was given: its full name and its value, "" for flags. */
export interface GivenOption {
  readonly name: string;
  readonly value: string;
}

export interface GivenArguments {
  readonly options: readonly GivenOption[];
  /** The arguments that are no options. */
  readonly operands: readonly string[];
}

/**
 * Takes a command line of packetdrill apart as getopt_long(3) does: names may be shortened as far as
 * they stay unique, values follow after `=` or as the next argument, single letters may share a
 * dash, options and operands may be mixed, and after `--` come only operands.
 * @throws {UsageError}
 */
export function getopt(args: readonly string[]): GivenArguments {
  const options: GivenOption[] = [];
  const operands: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") operands.push(...rest.splice(0));
    else if (arg.startsWith("--")) options.push(longOption(arg.slice(2), rest));
    else if (arg.startsWith("-") && arg !== "-") options.push(...letters(arg.slice(1), rest));
    else operands.push(arg);
  }
  return { options, operands };
}

function longOption(text: string, rest: string[]): GivenOption {
  const equals = text.indexOf("=");
  const written = equals < 0 ? text : text.slice(0, equals);
  const [name, { kind }] = findOption(written);
  if (kind === "flag") {
    if (equals >= 0) throw new UsageError(`option '--${name}' doesn't allow an argument`);
    return { name, value: "" };
  }
  const value = equals < 0 ? rest.shift() : text.slice(equals + 1);
  if (value === undefined) throw new UsageError(`option '--${name}' requires an argument`);
  return { name, value };
}

function findOption(written: string): readonly [string, PacketdrillOption] {
  const exact = PACKETDRILL_OPTIONS.get(written);
  if (exact !== undefined) return [written, exact];
  const found = [...PACKETDRILL_OPTIONS].filter(([name]) => name.startsWith(written));
  const [only] = found;
  if (only === undefined) {
    const meant = nearest(written, PACKETDRILL_OPTIONS.keys());
    const note = meant === undefined ? "" : ` (did you mean --${meant}?)`;
    throw new UsageError(`unrecognized option '--${written}'${note}`);
  }
  if (found.length === 1) return only;
  const names = found.map(([name]) => `'--${name}'`).join(" ");
  throw new UsageError(`option '--${written}' is ambiguous; possibilities: ${names}`);
}

/** `-v`, `-D NAME=VALUE`, `-DNAME=VALUE`, `-vD NAME=VALUE`. */
function letters(text: string, rest: string[]): readonly GivenOption[] {
  const options: GivenOption[] = [];
  for (const [index, letter] of [...text].entries()) {
    const found = [...PACKETDRILL_OPTIONS].find(([, option]) => option.letter === letter);
    if (found === undefined) throw new UsageError(`invalid option -- '${letter}'`);
    const [name, { kind }] = found;
    if (kind === "flag") {
      options.push({ name, value: "" });
      continue;
    }
    const attached = [...text].slice(index + 1).join("");
    const value = attached === "" ? rest.shift() : attached;
    if (value === undefined) throw new UsageError(`option requires an argument -- '${letter}'`);
    return [...options, { name, value }];
  }
  return options;
}
