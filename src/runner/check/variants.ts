// SPDX-License-Identifier: GPL-2.0
import type { OptionLine, Script } from "../../dsl/ast.js";
import { resolveConfig } from "../config/config.js";
import { optionText, scriptOptions } from "../config/options.js";
import { selectVariants } from "../config/select.js";
import { VARIANTS, type Variant, variantsForName } from "../config/variant.js";
import { ScriptError } from "../script-error.js";
import { nearest } from "../suggest.js";
import { optionElsewhere } from "./elsewhere.js";
import { type Finding, finding, findingOf } from "./finding.js";

const VERSIONS = VARIANTS.map(({ ipVersion }) => ipVersion);

/** What is wrong with the option lines of a script, each looked at by itself. */
export function checkOptions(lines: readonly OptionLine[], variant: Variant): readonly Finding[] {
  return lines.flatMap((line): readonly Finding[] => {
    const where = optionElsewhere(line.name);
    try {
      scriptOptions([line]);
      resolveConfig(variant, [line], {});
      return [];
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      if (where === undefined) return [findingOf(error)];
      const message = `there is no option --${line.name} here`;
      return [finding("warning", "check/foreign-option", line.span, message, [{ message: where }])];
    }
  });
}

/** The lines that a run can be configured with. */
export function usableOptions(lines: readonly OptionLine[], variant: Variant): readonly OptionLine[] {
  return lines.filter((line) => checkOptions([line], variant).length === 0);
}

/** Why a script runs in no variant; undefined if it does. */
export function checkVariants({ file, options, span }: Script<unknown>): Finding | undefined {
  if (selectVariants(file, options, undefined).length > 0) return undefined;
  const line = options.findLast(({ name }) => name === "ip_version");
  const text = optionText(options, "ip_version") ?? "";
  const at = line?.span ?? { ...span, end: 0 };
  if (VERSIONS.some((version) => version === text)) {
    const own = variantsForName(file).map(({ name }) => name);
    const message = `--ip_version=${text} in a file whose name is for ${own.join(" and ")}`;
    return finding("error", "check/no-variant", at, message, [
      { message: "it runs in no variant; names that end with v4.pkt or v6.pkt are for one IP version" },
    ]);
  }
  const meant = nearest(text, VERSIONS);
  return finding("error", "check/no-variant", at, `--ip_version=${text} is no variant`, [
    { message: meant === undefined ? `there are ${VERSIONS.join(", ")}` : `did you mean ${meant}?` },
  ]);
}
