// SPDX-License-Identifier: GPL-2.0

import type { TcpOption as ScriptOption, TimestampsOption } from "../../dsl/ast.js";
import { printTcpOption } from "../../dsl/print.js";
import { optionFromAst, type PlainOption } from "../from-ast/tcp-options.js";
import { isMptcpOption } from "../mapping/mptcp/is-mptcp-option.js";
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
import { type MptcpExpectation, matchMptcpOption } from "./mptcp-options.js";
import type { MatchPolicy } from "./policy.js";

/**
 * Compares options in the order in which they stand. When both lists do not even have the same
 * kinds, that is the one difference.
 * @param mptcp the subflow that options of Multipath TCP are compared with
 */
export function matchTcpOptions(
  expected: readonly ScriptOption[],
  actual: readonly TcpOption[],
  policy: MatchPolicy,
  mptcp: MptcpExpectation | undefined,
): readonly FieldDifference[] {
  const hasSameKinds =
    expected.length === actual.length && expected.every((option, i) => isKind(option, actual[i]));
  if (!hasSameKinds) {
    const names = mptcp?.values.names.keys;
    const printed = printList(actual.map((option) => optionToAst(option, names)));
    return [{ field: "tcp.options", expected: printList(expected), actual: printed }];
  }
  return expected.flatMap((option, i) => {
    const got = actual[i];
    if (!got) return [];
    if (!isMptcpOption(option)) return matchOption(option, optionFromAst(option), got, policy);
    return mptcp && got.type === "mptcp" ? matchMptcpOption(option, got.option, mptcp) : [];
  });
}

/** Whether both are options of one kind, and of one subtype of Multipath TCP. */
function isKind(expected: ScriptOption, actual: TcpOption | undefined): boolean {
  if (!isMptcpOption(expected)) return kindOf(optionFromAst(expected)) === kindOf(actual);
  return actual?.type === "mptcp" && actual.option.type === expected.type;
}

function matchOption(
  expected: PlainOption,
  wanted: TcpOption,
  actual: TcpOption,
  policy: MatchPolicy,
): readonly FieldDifference[] {
  if (wanted.type === "timestamps" && actual.type === "timestamps") {
    return expected.type === "timestamps" ? matchTimestamps(expected, actual, policy) : [];
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
  { value, echo, absoluteEcho }: TimestampsOption,
  actual: TcpOptionOf<"timestamps">,
  { timestampTickUs, timestampToleranceUs, timestampEcho }: MatchPolicy,
): readonly FieldDifference[] {
  const offUs = value === undefined ? 0 : Math.abs(distance32(actual.value, value)) * timestampTickUs;
  const mark = absoluteEcho ? "!" : "";
  return [
    ...(value !== undefined && offUs > timestampToleranceUs
      ? compare("tcp.option.TS.val", value, actual.value)
      : []),
    ...(absoluteEcho || timestampEcho === "exact"
      ? compare("tcp.option.TS.ecr", echo, actual.echo, (number) => `${number}${mark}`)
      : []),
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
