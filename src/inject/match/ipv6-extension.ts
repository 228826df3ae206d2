// SPDX-License-Identifier: GPL-2.0

import type { Ipv6ExtensionHeader as ScriptExtension } from "../../dsl/ast.js";
import { printHeader } from "../../dsl/print.js";
import { extensionData } from "../from-ast/ipv6-extension.js";
import { extensionToAst } from "../to-ast/ipv6-extension.js";
import { equalBytes } from "../wire/bytes.js";
import type { Ipv6ExtensionHeader } from "../wire/ipv6-extension.js";
import type { FieldDifference } from "./difference.js";

/** Compares extension headers of the same kind: all their bytes are written in the script. */
export function matchExtension(
  expected: ScriptExtension,
  actual: Ipv6ExtensionHeader,
): readonly FieldDifference[] {
  if (equalBytes(extensionData(expected), actual.data)) return [];
  const written = extensionToAst(actual);
  return [
    {
      field: `ipv6.${expected.type}`,
      expected: shown(expected),
      actual: written ? shown(written) : `${actual.data.length + 2} bytes`,
    },
  ];
}

/** Without the colon. */
function shown(header: ScriptExtension): string {
  return printHeader(header).slice(header.type.length + 1, -2);
}
