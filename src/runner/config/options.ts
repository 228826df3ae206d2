// SPDX-License-Identifier: GPL-2.0

import type { OptionLine, Span } from "../../dsl/ast.js";
import { NO_SPAN } from "../../dsl/ast.js";
import { unescapeString } from "../../dsl/escape.js";
import { ScriptError } from "../script-error.js";
import { nearest } from "../suggest.js";

/** packetdrill's options that a script may have, and whether they take a value. */
const SCRIPT_OPTIONS: ReadonlyMap<string, "value" | "flag"> = new Map([
  ["ip_version", "value"],
  ["bind_port", "value"],
  ["code_command", "value"],
  ["code_format", "value"],
  ["code_sockopt", "value"],
  ["connect_port", "value"],
  ["remote_ip", "value"],
  ["local_ip", "value"],
  ["gateway_ip", "value"],
  ["netmask_ip", "value"],
  ["speed", "value"],
  ["mss", "value"],
  ["mtu", "value"],
  ["init_scripts", "value"],
  ["tolerance_usecs", "value"],
  ["tolerance_percent", "value"],
  ["tcp_ts_ecr_scaled", "flag"],
  ["tcp_ts_tick_usecs", "value"],
  ["strict_segments", "flag"],
  ["non_fatal", "value"],
  ["is_anyip", "flag"],
  ["send_omit_free", "flag"],
  ["define", "value"],
  ["verbose", "flag"],
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
    const kind = SCRIPT_OPTIONS.get(name);
    if (kind === undefined) {
      const meant = nearest(name, SCRIPT_OPTIONS.keys());
      const note = meant === undefined ? undefined : `did you mean --${meant}?`;
      throw new ScriptError("bad-option", span, `there is no option --${name}`, note);
    }
    if (kind === "value" && value === undefined)
      throw new ScriptError("bad-option", span, `--${name} needs a value`);
    if (kind === "flag" && value !== undefined)
      throw new ScriptError("bad-option", span, `--${name} takes no value`);
    if (value?.type !== "definition") settings.set(name, { value: plainText(value), span });
  }
  return settings;
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
