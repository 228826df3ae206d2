// SPDX-License-Identifier: GPL-2.0
import { type Direction, TCP_FLAG, type TcpHeader, type TcpOption } from "../ast.js";
import type { Diagnostic, DiagnosticNote } from "../diagnostic.js";
import { printTcpOption } from "../print.js";
import { headers, type Pass, problem } from "./pass.js";

/**
 * The order in which Linux writes these options, net/ipv4/tcp_output.c: tcp_options_write(). Options
 * that it puts at different places for different segments are not in it.
 */
const ORDER: readonly TcpOption["type"][] = ["mss", "sackOK", "timestamps", "wscale", "sack", "fastopen"];

/** RFC 9293 section 3.2, RFC 7323 section 2.2, RFC 2018 section 2, RFC 7413 section 4.1 */
const ONLY_IN_SYN: ReadonlySet<TcpOption["type"]> = new Set(["mss", "wscale", "sackOK", "fastopen"]);

/**
 * TCP options where none can be: expected of the kernel though it never sends them so, or injected
 * though it does not look at them there.
 */
export const optionPlaces: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { packet, header } of headers(script)) {
    if (header.type !== "tcp") continue;
    const findings = [
      ...misplaced(header, packet.direction),
      ...(packet.direction === "outbound" ? disordered(header) : []),
    ];
    for (const { option, code, message, note } of findings) {
      const notes: DiagnosticNote[] = [{ message: note }];
      problems.push({ ...problem(script, option.span, code, message, notes), severity: "warning" });
    }
  }
  return problems;
};

interface Finding {
  readonly option: TcpOption;
  readonly code: string;
  readonly message: string;
  readonly note: string;
}

function misplaced({ flags, options = [] }: TcpHeader, direction: Direction): readonly Finding[] {
  const isSyn = (flags.bits & TCP_FLAG.SYN) !== 0;
  return options.flatMap((option): readonly Finding[] => {
    const code = "check/option-place";
    const shown = printTcpOption(option);
    if (!isSyn && ONLY_IN_SYN.has(option.type)) {
      const message = `${shown} in a segment without SYN`;
      const note =
        direction === "outbound"
          ? "Linux sends it with SYN only, so this expectation is never met"
          : "the kernel reads it with SYN only, and ignores it here";
      return [{ option, code, message, note }];
    }
    if (isSyn && option.type === "sack" && direction === "outbound") {
      const note = "nothing can have been received out of order yet: sackOK is what a SYN says";
      return [{ option, code, message: `${shown} in a SYN`, note }];
    }
    return [];
  });
}

/** An expected option that the kernel would have put in front of an earlier one, or that comes twice. */
function disordered({ options = [] }: TcpHeader): readonly Finding[] {
  const findings: Finding[] = [];
  let last: TcpOption | undefined;
  for (const option of options) {
    const rank = ORDER.indexOf(option.type);
    if (rank < 0) continue;
    const before = last === undefined ? -1 : ORDER.indexOf(last.type);
    const shown = printTcpOption(option);
    if (last !== undefined && rank === before)
      findings.push({
        option,
        code: "check/option-twice",
        message: `a second ${shown}`,
        note: "Linux sends it once, so this expectation is never met",
      });
    else if (last !== undefined && rank < before)
      findings.push({
        option,
        code: "check/option-order",
        message: `${shown} behind ${printTcpOption(last)}`,
        note: "Linux sends mss, sackOK, TS, wscale, sack and FO in this order, so this expectation is never met",
      });
    else last = option;
  }
  return findings;
}
