// SPDX-License-Identifier: GPL-2.0

import { TCP_FLAG } from "../../dsl/ast.js";
import { OPTION } from "../commands/tcp/segment.js";
import type { History, Observation } from "../history/history.js";
import { packetOf } from "../history/sctp-packet.js";
import { InitialNumbers, relative } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import type { Program } from "../program/program.js";
import { optionOf } from "../program/tables.js";
import type { Violation } from "./oracle.js";

/** Rules that compare two runs. They are dearer than the others: a program runs twice. */
export const agreement = { replay, versions, kernels, ignored, isComparable };

/** The same program does the same, byte for byte. */
function replay(first: History, second: History): Violation | undefined {
  return compare(
    "replay",
    "the same program does something else when it runs again",
    first,
    second,
    () => exact,
  );
}

/** IPv4 and IPv6 carry the same TCP: the device of the latter has an MTU that makes up for the headers. */
function versions(first: History, second: History): Violation | undefined {
  return compare("ip-versions", "IPv4 and IPv6 differ", first, second, toldOfBoth);
}

/** When an acknowledgment alone is due depends on the room that buffers take, headers in them. */
function toldOfBoth(history: History): Telling {
  const telling = told(history);
  return (observation) => {
    const segment = observation.type === "sent" ? observation.segment : undefined;
    return segment?.length === 0 && segment.flags === TCP_FLAG.ACK ? undefined : telling(observation);
  };
}

/** A packet that has to be ignored makes no difference; see ignored.ts. */
function ignored(first: History, second: History): Violation | undefined {
  // Any packet makes SCTP look at what waits to be sent.
  const telling = first.program.protocol === "sctp" ? () => toldCall : told;
  const what = "a packet that has to be ignored makes a difference";
  const violation = compare("ignored", what, first, second, telling);
  if (violation === undefined) return undefined;
  const { twin } = violation.instead ?? {};
  const until = second.observations[twin?.index ?? -1]?.timeNs ?? 0;
  return { ...violation, instead: { without: second, until } };
}

/** Two kernels do the same. */
function kernels(first: History, second: History): Violation | undefined {
  return compare("kernels", "the kernels differ", first, second, told);
}

const LEAST_MSS = 128;

/** Whether what a program does means the same with either version. */
function isComparable({ protocol, records }: Program): boolean {
  return (
    protocol === "tcp" &&
    records.filter(({ op }) => op === OP.connect).length <= 1 &&
    records.every(
      ({ op, a, d, flags }) =>
        // The segments of one without this option are as long as those that every network takes.
        !(
          op === OP.segment &&
          (flags & TCP_FLAG.SYN) !== 0 &&
          ((d & OPTION.mss) === 0 || d < LEAST_MSS * OPTION.upper)
        ) &&
        !NOT_ALIKE.has(op) &&
        // Buffers are counted with the headers in them, and IP options differ.
        !(op === OP.setOption && /^IP|BUF$/.test(`${optionOf(a)?.name}`)),
    )
  );
}

/**
 * What IPv4 and IPv6 have each in a way of their own; and the next timer, which may be one of IPv6.
 */
const NOT_ALIKE: ReadonlySet<number> = new Set([
  ...[OP.twist, OP.fragments, OP.damaged, OP.options, OP.echo],
  ...[OP.readFile, OP.failNth, OP.memory, OP.sysctl, OP.getOption],
  ...[OP.icmpError, OP.nextTimer],
]);

type Telling = (observation: Observation) => string | undefined;

function compare(
  oracle: string,
  what: string,
  first: History,
  second: History,
  telling: (history: History) => Telling,
): Violation | undefined {
  if (isCutShort(first) || isCutShort(second)) return undefined;
  const ours = lines(first, telling(first));
  const theirs = lines(second, telling(second));
  for (let at = 0; at < Math.max(ours.length, theirs.length); at++) {
    const [our, their] = [ours[at], theirs[at]];
    if (our?.text === their?.text) continue;
    const message = `${what}: ${our?.text ?? "nothing"} ≠ ${their?.text ?? "nothing"}`;
    return {
      oracle,
      message,
      index: our?.index ?? first.observations.length - 1,
      cause: kind(our?.text, their?.text),
      ...(their && { instead: { twin: { history: second, index: their.index } } }),
    };
  }
  return undefined;
}

/** When a watchdog ends a call is a question of real time. */
function isCutShort({ observations }: History): boolean {
  return observations.some((seen) => seen.type === "died" && seen.reason.includes("watchdog"));
}

function kind(first = "nothing", second = "nothing"): string {
  const [one, other] = [first, second].map((text) => text.replace(/\d+/g, "#"));
  return `${one} / ${other}`;
}

function lines(
  { observations }: History,
  tell: Telling,
): readonly { readonly text: string; readonly index: number }[] {
  return observations.flatMap((observation, index) => {
    const text = tell(observation);
    return text === undefined ? [] : [{ text, index }];
  });
}

function exact(observation: Observation): string {
  const { timeNs, type } = observation;
  switch (observation.type) {
    case "sent":
    case "received":
      return `${timeNs} ${type} ${Buffer.from(observation.frame).toString("latin1")}`;
    case "call":
      return `${timeNs} ${observation.rec.op} ${observation.ret} ${Buffer.from(observation.data).toString("latin1")}`;
    case "blocked":
      return `${timeNs} ${observation.rec.op} blocks`;
    default:
      return `${timeNs} ${type}`;
  }
}

/** In words that leave out what a kernel chooses at random. */
function told({ observations }: History): Telling {
  const numbers = new InitialNumbers(observations);
  return (observation) => {
    switch (observation.type) {
      case "sent": {
        const { segment, frame } = observation;
        if (segment === undefined) return toldPacket(frame);
        const { unit, flags, length } = segment;
        // A reset for a segment without a connection has the numbers of that.
        if ((flags & TCP_FLAG.RST) !== 0) return `${unit} resets`;
        const initial = numbers.of(segment) ?? segment.sequence;
        const sequence = (flags & TCP_FLAG.SYN) !== 0 ? 0 : relative(segment.sequence, initial);
        return `${unit} sends ${flagNames(flags)} ${sequence}(${length}) ack ${(flags & TCP_FLAG.ACK) !== 0 ? segment.acknowledgment : 0}`;
      }
      case "call":
        return toldCall(observation);
      default:
        return undefined;
    }
  };
}

/** Time that passes is the same by definition; data is judged by itself. */
function toldCall(observation: Observation): string | undefined {
  if (observation.type !== "call") return undefined;
  const { rec, ret } = observation;
  return UNTOLD.has(rec.op) ? undefined : `operation ${rec.op} returns ${ret}`;
}

const UNTOLD: ReadonlySet<number> = new Set([OP.advance, OP.nextTimer, OP.settle, OP.readFile, OP.memory]);

/** An SCTP packet by its chunks: numbers and cookies are chosen at random. */
function toldPacket(frame: Uint8Array): string | undefined {
  const packet = packetOf(frame, 2);
  if (packet === undefined) return undefined;
  const chunks = packet.chunks.map(({ type, flags, value, end }) => `${type}/${flags}(${end - value})`);
  return `${packet.unit} sends ${chunks.join(" ")}`;
}

function flagNames(flags: number): string {
  return [..."FSRP.UEW"].filter((_, bit) => (flags & (1 << bit)) !== 0).join("");
}
