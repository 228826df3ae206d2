// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { printPacket } from "../../dsl/print.js";
import { toAst } from "../../inject/to-ast/packet.js";
import { decode } from "../../inject/wire/decode.js";
import { isDecodeError } from "../../inject/wire/decode-error.js";
import type { Packet } from "../../inject/wire/packet.js";
import type { Constants } from "../../runner/constants.js";
import type { History, Observation } from "../history/history.js";
import { InitialNumbers, relative } from "../history/tcp.js";
import type { Violation } from "../oracles/oracle.js";
import { OP } from "../program/operations.js";
import { callLine } from "./calls.js";

const NS_PER_SECOND = 1e9;

/**
 * A history as a script: its calls and injected packets, and the kernel's packets as far as they are
 * right. What the violation is about comes last, or is left out if it is a packet that must not be: with
 * `--strict` the script fails where the kernel is wrong.
 * @returns undefined if the language has no words for something in it
 */
export function scriptOf(history: History, violation: Violation, constants: Constants): string | undefined {
  const { program, startNs, observations } = history;
  if (program.schedule !== 0 || program.protocol !== "tcp") return undefined;
  const numbers = new InitialNumbers(observations);
  const wrong = observations[violation.index];
  const lines: string[] = [];
  for (const observation of inOrder(observations.slice(0, violation.index + 1))) {
    const isWrong = observation === wrong && observation.type === "sent";
    const line = isWrong ? undefined : lineOf(observation, history, numbers, constants);
    if (line === "unknown") return undefined;
    if (line !== undefined) lines.push(`${time(observation.timeNs - startNs)} ${line}`);
  }
  const { isIpv6 } = program;
  return [
    `// ${violation.oracle}: ${violation.message}`,
    `--ip_version=${isIpv6 ? "ipv6" : "ipv4"}`,
    "",
    ...lines,
    "",
  ].join("\n");
}

/** A script makes a call before it expects what the call sends; a history tells of it when it has returned. */
function inOrder(observations: readonly Observation[]): readonly Observation[] {
  const ordered: Observation[] = [];
  for (const observation of observations) {
    let at = ordered.length;
    if (observation.type === "call") while (at > 0 && isOf(ordered[at - 1], observation)) at--;
    ordered.splice(at, 0, observation);
  }
  return ordered;
}

/** Whether a packet was sent at the time of a call, by it. */
function isOf(before: Observation | undefined, call: Observation): boolean {
  return before?.type === "sent" && before.record === call.record && before.timeNs === call.timeNs;
}

function time(ns: number): string {
  return (ns / NS_PER_SECOND).toFixed(6).padStart(10);
}

/** Undefined: nothing that a script tells. "unknown": it cannot. */
function lineOf(
  observation: Observation,
  history: History,
  numbers: InitialNumbers,
  constants: Constants,
): string | undefined {
  switch (observation.type) {
    case "sent":
    case "received":
      // The language has no words for fragments, options and headers of IP.
      return observation.way === "around" ? "unknown" : packetLine(observation, numbers);
    case "beside":
      return "unknown";
    case "call":
      if (observation.rec.op === OP.advance || observation.rec.op === OP.nextTimer) return undefined;
      return callLine(observation, history, constants);
    case "blocked":
      // A call that waits ends in another line, or never.
      return "unknown";
    default:
      return undefined;
  }
}

/** With the numbers of a script: those of the peer as they are, the kernel's from 0 on. */
function packetLine(
  { type, frame, segment }: Observation & { readonly type: "sent" | "received" },
  numbers: InitialNumbers,
): string | undefined {
  const packet = decode(frame);
  if (isDecodeError(packet)) return "unknown";
  const direction = type === "sent" ? "outbound" : "inbound";
  // Neighbour discovery and the like is not the script's business.
  if (type === "sent" && segment === undefined) return undefined;
  const initial = segment === undefined ? 0 : (numbers.of(segment) ?? 0);
  const told = printPacket(toAst(inScript(packet, type, initial), direction));
  return type === "sent" ? told.replace(/<[^>]*>\s*$/, "<...>") : told;
}

function inScript(packet: Packet, type: "sent" | "received", initial: number): Packet {
  const headers = packet.headers.map((header) => {
    if (header.type !== "tcp") return header;
    if (type === "sent") return { ...header, sequence: relative(header.sequence, initial) >>> 0 };
    const hasAck = (header.flags & TCP_FLAG.ACK) !== 0;
    return {
      ...header,
      acknowledgment: hasAck ? relative(header.acknowledgment, initial) >>> 0 : header.acknowledgment,
      options: header.options.map((option) =>
        option.type === "sack"
          ? {
              ...option,
              blocks: option.blocks.map(({ left, right }) => ({
                left: relative(left, initial) >>> 0,
                right: relative(right, initial) >>> 0,
              })),
            }
          : option,
      ),
    };
  });
  return { ...packet, headers };
}
