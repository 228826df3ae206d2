// SPDX-License-Identifier: GPL-2.0
/**
 * What a `%{ }%` block knows about the socket under test: a structure read by getsockopt() gives the
 * names of its members.
 *
 *   source   what gives variables: an option, and how its value is read
 *   struct   the members of a structure
 *   tcp, dccp, memory, …   the sources of one protocol a file
 */
import type { Constants } from "../../constants.js";
import type { PyValue } from "../value.js";
import { dccpNumbers, tfrcReceiver, tfrcSender } from "./dccp.js";
import { memoryInfo } from "./memory.js";
import { mptcpInfo } from "./mptcp.js";
import { associationStatistics, associationStatus } from "./sctp.js";
import type { GetSocketOption, VariableSource } from "./source.js";
import { congestionInfo, tcpInfo } from "./tcp.js";

/** Later ones win where names are the same. */
const SOURCES: readonly VariableSource[] = [
  tcpInfo,
  congestionInfo,
  memoryInfo,
  mptcpInfo,
  associationStatus,
  associationStatistics,
  ...dccpNumbers,
  tfrcSender,
  tfrcReceiver,
];

/** What can name a variable that is not in the text. */
const INDIRECT = /\b(?:eval|exec|compile|dir|globals|locals|vars|__\w+__)\b/;

/**
 * The sources of the variables that blocks name, so that nothing else is asked.
 * @param text  of all blocks of a script: a function may be made in one and called in another
 */
export function sourcesFor(text: string): readonly VariableSource[] {
  return INDIRECT.test(text) ? SOURCES : SOURCES.filter(({ names }) => names.test(text));
}

/** The variables that sources give now; those of options that the socket does not have are missing. */
export function codeVariables(
  sources: readonly VariableSource[],
  ask: GetSocketOption,
  constants: Constants,
): ReadonlyMap<string, PyValue> {
  return new Map(
    sources.flatMap(({ option: [level, name], request, variables }) => {
      const value = ask(level, name, request?.(ask, constants));
      return value === undefined ? [] : variables(value, constants);
    }),
  );
}

export type { GetSocketOption, VariableSource } from "./source.js";
