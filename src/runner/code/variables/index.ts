// SPDX-License-Identifier: GPL-2.0
/**
 * What a `%{ }%` block knows about the socket under test: a structure read by getsockopt() or sock_diag
 * gives the names of its members.
 *
 *   source   what gives variables: an option or a diagnosis, and how its value is read
 *   struct   the members of a structure
 *   tcp, dccp, memory, …   the sources of one protocol a file
 */
import type { Constants } from "../../constants.js";
import type { PyValue } from "../value.js";
import { dccpInfo, dccpNumbers, tfrcReceiver, tfrcSender } from "./dccp.js";
import { memoryInfo } from "./memory.js";
import { mptcpInfo } from "./mptcp.js";
import { associationStatistics, associationStatus } from "./sctp.js";
import type { SocketUnderTest, VariableSource } from "./source.js";
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
  dccpInfo,
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

/** The variables that sources give now; those of what the socket does not have are missing. */
export function codeVariables(
  sources: readonly VariableSource[],
  socket: SocketUnderTest,
  constants: Constants,
): ReadonlyMap<string, PyValue> {
  return new Map(
    sources.flatMap((source) => {
      const value = ask(source, socket, constants);
      return value === undefined ? [] : source.variables(value, constants);
    }),
  );
}

function ask(
  source: VariableSource,
  { option, diagnosis }: SocketUnderTest,
  constants: Constants,
): Uint8Array | undefined {
  if ("diagnosis" in source) return diagnosis(source.diagnosis);
  const [level, name] = source.option;
  return option(level, name, source.request?.(option, constants));
}

export type { GetSocketOption, SocketUnderTest, VariableSource } from "./source.js";
