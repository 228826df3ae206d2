// SPDX-License-Identifier: GPL-2.0
import type { OptionLine } from "../../dsl/ast.js";
import { optionText } from "./options.js";
import { type Variant, variantsForName } from "./variant.js";

/**
 * The variants in which a script runs: as its name and its `--ip_version` allow, of those wanted.
 * @param wanted  names of variants; undefined: all
 */
export function selectVariants(
  path: string,
  lines: readonly OptionLine[],
  wanted: readonly string[] | undefined,
): readonly Variant[] {
  const only = optionText(lines, "ip_version");
  return variantsForName(path).filter(
    ({ name, ipVersion }) =>
      (only === undefined || only === ipVersion) && (wanted === undefined || wanted.includes(name)),
  );
}
