// SPDX-License-Identifier: GPL-2.0

import type { TcpOption as ScriptOption } from "../../dsl/ast.js";
import { printTcpOption } from "../../dsl/print.js";
import { optionFromAst } from "../from-ast/tcp-options.js";
import { distance32 } from "../mapping/sequence.js";
import { optionToAst } from "../to-ast/tcp-options.js";
import { equalBytes } from "../wire/bytes.js";
import {
  emitTcpOptions,
  type TcpOption,
  type TcpOptionOf,
  tcpOptionKind,
  tcpOptionLength,
} from "../wire/tcp-options.js";
import { compare, type FieldDifference } from "./difference.js";
import type { MatchPolicy } from "./policy.js";

/**
 * Compares options in the order in which they stand. When both lists do not even have the same
 * kinds, that is the one difference.
 */
export function matchTcpOptions(
  expected: readonly ScriptOption[],
  actual: readonly TcpOption[],
  policy: MatchPolicy,
): readonly FieldDifference[] {
  const wanted = expected.map(optionFromAst);
  const hasSameKinds =
    wanted.length === actual.length && wanted.every((option, i) => kindOf(option) === kindOf(actual[i]));
  if (!hasSameKinds) {
    return [
      { field: "tcp.options", expected: printList(expected), actual: printList(actual.map(optionToAst)) },
    ];
  }
  return expected.flatMap((option, i) => {
    const [want, got] = [wanted[i], actual[i]];
    return want && got ? matchOption(option, want, got, policy) : [];
  });
}

function matchOption(
  expected: ScriptOption,
  wanted: TcpOption,
  actual: TcpOption,
  policy: MatchPolicy,
): readonly FieldDifference[] {
  if (wanted.type === "timestamps" && actual.type === "timestamps") {
    return matchTimestamps(wanted, actual, policy);
  }
  if (expected.type === "md5" && !expected.digest) return [];
  if (expected.type === "ao" && !expected.mac && actual.type === "ao") {
    return [
      ...compare("tcp.option.ao.keyid", expected.keyId, actual.keyId),
      ...compare("tcp.option.ao.rnextkeyid", expected.rnextKeyId, actual.rnextKeyId),
    ];
  }
  if (equalBytes(bytesOf(wanted), bytesOf(actual))) return [];
  return [
    {
      field: `tcp.option.${nameOf(expected)}`,
      expected: printTcpOption(expected),
      actual: printTcpOption(optionToAst(actual)),
    },
  ];
}

function matchTimestamps(
  expected: TcpOptionOf<"timestamps">,
  actual: TcpOptionOf<"timestamps">,
  { timestampTickUs, timestampToleranceUs, timestampEcho }: MatchPolicy,
): readonly FieldDifference[] {
  const offUs = Math.abs(distance32(actual.value, expected.value)) * timestampTickUs;
  return [
    ...(offUs > timestampToleranceUs ? compare("tcp.option.TS.val", expected.value, actual.value) : []),
    ...(timestampEcho === "exact" ? compare("tcp.option.TS.ecr", expected.echo, actual.echo) : []),
  ];
}

/** Raw bytes are of no kind, whatever their first one is. */
function kindOf(option: TcpOption | undefined): number | "raw" | undefined {
  if (!option) return undefined;
  return option.type === "raw" ? "raw" : tcpOptionKind(option);
}

function bytesOf(option: TcpOption): Uint8Array {
  const bytes = new Uint8Array(tcpOptionLength(option));
  emitTcpOptions([option], bytes, 0);
  return bytes;
}

/** The word with which a script begins the option. */
function nameOf(option: ScriptOption): string {
  const [word = "", second = ""] = printTcpOption(option).split(" ");
  return option.type === "unknown" ? `kind ${second}` : word;
}

function printList(options: readonly ScriptOption[]): string {
  return options.length === 0 ? "none" : options.map(printTcpOption).join(",");
}
