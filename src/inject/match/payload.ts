// SPDX-License-Identifier: GPL-2.0

import type { Contents } from "../../dsl/ast.js";
import { printContents } from "../../dsl/print.js";
import { contentsBytes, contentsToAst, firstDifference } from "../wire/contents.js";
import { compare, type FieldDifference, hex } from "./difference.js";

/** Payload is as long as the script says, and what it says: zeros if nothing, what packetdrill's system calls write. */
export function matchPayload(
  expected: number,
  actual: Uint8Array,
  contents: Contents | undefined,
): readonly FieldDifference[] {
  return [
    ...compare("payload length", expected, actual.length),
    ...matchContents("payload", contents, actual),
  ];
}

/** Names the first byte that is not as it should be, and where in the pattern it is from. */
export function matchContents(
  field: string,
  contents: Contents | undefined,
  actual: Uint8Array,
): readonly FieldDifference[] {
  const expected = contentsBytes(contents, actual.length);
  const at = firstDifference(actual, expected);
  if (at < 0) return [];
  if (contents?.type === "string" && !contents.open)
    return [{ field, expected: printContents(contents), actual: shown(actual) }];
  const start = contents?.type === "pattern" ? contents.start + at : undefined;
  const found = contentsToAst(actual.subarray(at));
  if (start !== undefined && found?.type === "pattern")
    return [
      { field: `${field} from byte ${at}`, expected: `pattern(${start})`, actual: printContents(found) },
    ];
  return [{ field: `${field} byte ${at}`, expected: hex(expected[at] ?? 0), actual: hex(actual[at] ?? 0) }];
}

function shown(bytes: Uint8Array): string {
  const contents = contentsToAst(bytes);
  return contents === undefined ? "zeros" : printContents(contents);
}
