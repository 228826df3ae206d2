// SPDX-License-Identifier: GPL-2.0

import type { OptionLine, Span } from "../../dsl/ast.js";
import { NO_SPAN } from "../../dsl/ast.js";
import { unescapeString } from "../../dsl/escape.js";
import { ScriptError } from "../script-error.js";
import { nearest } from "../suggest.js";
import { OWN_OPTIONS } from "./own-options.js";
import { PACKETDRILL_OPTIONS, refusedInScripts, type ScriptOption } from "./packetdrill-options.js";

/** The options that a script may have: packetdrill's and ours. */
const SCRIPT_OPTIONS: ReadonlyMap<string, ScriptOption> = new Map<string, ScriptOption>([
  ...[...PACKETDRILL_OPTIONS].filter(([name]) => refusedInScripts(name) === undefined),
  ...OWN_OPTIONS,
]);

/** An option with its value and where it is written: NO_SPAN outside of the script. */
export interface OptionSetting {
  readonly value: string;
  readonly span: Span;
}

export type OptionSettings = ReadonlyMap<string, OptionSetting>;

/**
 * The option lines of a script; definitions are left to the parser.
 * @throws {ScriptError} bad-option
 */
export function scriptOptions(lines: readonly OptionLine[]): OptionSettings {
  const settings = new Map<string, OptionSetting>();
  for (const { name, value, span } of lines) {
    const kind = SCRIPT_OPTIONS.get(name)?.kind;
    if (kind === undefined) {
      const meant = nearest(name, SCRIPT_OPTIONS.keys());
      const note = meant === undefined ? undefined : `did you mean --${meant}?`;
      throw new ScriptError(
        "bad-option",
        span,
        `there is no option --${name}`,
        refusedInScripts(name) ?? note,
      );
    }
    if (kind === "value" && value === undefined)
      throw new ScriptError("bad-option", span, `--${name} needs a value`);
    if (kind === "flag" && value !== undefined)
      throw new ScriptError("bad-option", span, `--${name} takes no value`);
    if (value?.type !== "definition") addSetting(settings, name, { value: plainText(value), span });
  }
  return settings;
}

/** The value of the option line that counts, a word or a string; undefined if there is no such line. */
export function optionText(lines: readonly OptionLine[], name: string): string | undefined {
  const value = lines.findLast((line) => line.name === name)?.value;
  return value === undefined || value.type === "definition" ? undefined : plainText(value);
}

function plainText(value: Exclude<OptionLine["value"], { type: "definition" }>): string {
  switch (value?.type) {
    case "word":
    case "command":
      return value.text;
    case "string":
      return Buffer.from(unescapeString(value.raw).bytes).toString("utf8");
    default:
      return "";
  }
}

/** Options from outside the script. */
export function plainOptions(options: Readonly<Record<string, string>>): OptionSettings {
  return new Map(Object.entries(options).map(([name, value]) => [name, { value, span: NO_SPAN }]));
}

/** Puts together settings of which later ones override or, where their values add up, join earlier ones. */
export function mergeSettings(...all: readonly OptionSettings[]): OptionSettings {
  const merged = new Map<string, OptionSetting>();
  for (const settings of all) for (const [name, setting] of settings) addSetting(merged, name, setting);
  return merged;
}

function addSetting(settings: Map<string, OptionSetting>, name: string, setting: OptionSetting): void {
  const before = settings.get(name);
  const isJoined = before !== undefined && PACKETDRILL_OPTIONS.get(name)?.repeats === "joined";
  settings.set(name, isJoined ? { ...setting, value: `${before.value},${setting.value}` } : setting);
}
