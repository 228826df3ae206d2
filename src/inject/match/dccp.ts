// SPDX-License-Identifier: GPL-2.0

import {
  type Contents,
  DCCP_RESET_CODES,
  DCCP_TYPES,
  type DccpHeader as ScriptHeader,
  type DccpOption as ScriptOption,
} from "../../dsl/ast.js";
import { printDccpOption } from "../../dsl/print.js";
import { dccpOptionFromAst } from "../from-ast/dccp-options.js";
import type { Connection } from "../mapping/connection.js";
import { distance32 } from "../mapping/sequence.js";
import { dccpOptionToAst } from "../to-ast/dccp-options.js";
import { equalBytes } from "../wire/bytes.js";
import { type DccpHeader, dccpLength } from "../wire/dccp/header.js";
import { type DccpOption, dccpOptionKind } from "../wire/dccp/option.js";
import { dccpOptionBytes } from "../wire/dccp/options.js";
import { compare, type FieldDifference } from "./difference.js";
import { badChecksum } from "./ip.js";
import { matchPayload } from "./payload.js";
import type { MatchPolicy } from "./policy.js";

/** Timestamps count in this unit, RFC 4340 section 13.1. */
const TICK_US = 10;

/** Compares a packet that has the script's numbers already; fields that the script leaves out are free. */
export function matchDccp(
  expected: ScriptHeader,
  actual: DccpHeader,
  payload: Uint8Array,
  contents: Contents | undefined,
  { dccp }: Connection,
  policy: MatchPolicy,
): readonly FieldDifference[] {
  const { packetType, sequence, absolute, ack, service, resetCode, resetData, ccval, cscov } = expected;
  const wanted = absolute ? dccp.localToScript(sequence, true) : sequence;
  return [
    ...compare<string>("dccp.type", packetType, DCCP_TYPES[actual.packetType] ?? "reserved"),
    ...compare("dccp.short", String(!expected.extended), String(!actual.extended)),
    ...compare("dccp.seq", wanted, actual.sequence),
    ...optional("dccp.ack", ack, actual.acknowledgment),
    ...optional("dccp.service", service, actual.service),
    ...optional("dccp.code", resetCode, actual.reset?.code, resetName),
    ...optional("dccp.data", resetData && bytes(resetData.bytes), actual.reset && bytes(actual.reset.data)),
    ...optional("dccp.ccval", ccval, actual.ccval),
    ...optional("dccp.cscov", cscov, actual.cscov),
    ...optional("dccp.doff", expected.dataOffset, dccpLength(actual) / 4),
    ...compare("dccp.reserved", "0", actual.reserved ? "not 0" : "0"),
    ...matchPayload(expected.length, payload, contents),
    ...(expected.options ? matchOptions(expected.options, actual.options, policy) : []),
    ...(actual.checksum === undefined ? [] : [badChecksum("dccp", actual.checksum)]),
  ];
}

function optional<T extends number | string>(
  field: string,
  expected: T | undefined,
  actual: T | undefined,
  text: (value: T) => string = String,
): readonly FieldDifference[] {
  if (expected === undefined) return [];
  return compare(field, text(expected), actual === undefined ? "none" : text(actual));
}

function resetName(code: number): string {
  return DCCP_RESET_CODES[code] ?? String(code);
}

function bytes(value: Uint8Array): string {
  return Buffer.from(value).toString("hex");
}

/** When both lists do not even have the same kinds, that is the one difference. */
function matchOptions(
  expected: readonly ScriptOption[],
  actual: readonly DccpOption[],
  policy: MatchPolicy,
): readonly FieldDifference[] {
  const wanted = expected.map(dccpOptionFromAst);
  const hasSameKinds =
    wanted.length === actual.length &&
    wanted.every((option, i) => actual[i] && dccpOptionKind(option) === dccpOptionKind(actual[i]));
  if (!hasSameKinds) {
    return [{ field: "dccp.options", expected: list(expected), actual: list(actual.map(dccpOptionToAst)) }];
  }
  return expected.flatMap((option, i) => {
    const [want, got] = [wanted[i], actual[i]];
    return want && got ? matchOption(option, want, got, policy) : [];
  });
}

function matchOption(
  expected: ScriptOption,
  wanted: DccpOption,
  actual: DccpOption,
  { timestampToleranceUs }: MatchPolicy,
): readonly FieldDifference[] {
  if (wanted.type === "timestamp" && actual.type === "timestamp") {
    const offUs = Math.abs(distance32(actual.value, wanted.value)) * TICK_US;
    if (offUs <= timestampToleranceUs) return [];
  } else if (isSame(wanted, actual)) {
    return [];
  }
  return [
    {
      field: `dccp.option.${nameOf(expected)}`,
      expected: printDccpOption(expected),
      actual: printDccpOption(dccpOptionToAst(actual)),
    },
  ];
}

/** A right data checksum has no bytes to compare before the packet is put together. */
function isSame(wanted: DccpOption, actual: DccpOption): boolean {
  if (wanted.type === "data_checksum" && actual.type === "data_checksum") {
    return wanted.checksum === actual.checksum;
  }
  return equalBytes(dccpOptionBytes(wanted), dccpOptionBytes(actual));
}

/** The word with which a script begins the option. */
function nameOf(option: ScriptOption): string {
  const [word = "", second = ""] = printDccpOption(option).split(" ");
  return option.type === "unknown" ? `kind ${second}` : word;
}

function list(options: readonly ScriptOption[]): string {
  return options.length === 0 ? "none" : options.map(printDccpOption).join(",");
}
