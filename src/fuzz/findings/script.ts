// SPDX-License-Identifier: GPL-2.0
import { NO_SPAN } from "../../dsl/ast.js";
import type { Constants } from "../../runner/constants.js";
import type { History, Observation } from "../history/history.js";
import type { Instead, Violation } from "../oracles/oracle.js";
import { OP } from "../program/operations.js";
import { briefStyle, type Style } from "./style.js";
import { type Right, secondsAt, tell } from "./tell.js";

/** A script, and from which line on it fails where the kernel is wrong. */
export interface FindingScript {
  readonly text: string;
  readonly point: number;
}

/**
 * A history as scripts: its calls and injected packets, and the kernel's packets as far as they are
 * right. What should have been comes last, as far as the rule knows it; a packet that must not be is left
 * out: with `--strict` a script fails where the kernel is wrong.
 * @returns the shortest script first; more of them say more. None if the language has no words for something
 */
export function scriptsOf(
  history: History,
  violation: Violation,
  constants: Constants,
): readonly FindingScript[] {
  const brief = briefStyle(history);
  const styles = brief.hasContents ? [brief] : [brief, { ...brief, hasContents: true }];
  const ways = violation.instead === undefined ? [undefined] : [violation.instead, undefined];
  return ways.flatMap((instead) =>
    styles.flatMap((style) => {
      const script =
        instead?.without === undefined
          ? scriptOf(history, violation, instead, constants, style)
          : scriptWithout(history, violation, instead.without, constants, style);
      return script ?? [];
    }),
  );
}

/** What the program does without packets that have to be ignored, and these packets. */
function scriptWithout(
  history: History,
  { oracle, message, index, instead }: Violation,
  without: History,
  constants: Constants,
  style: Style,
): FindingScript | undefined {
  const { program, observations } = history;
  const last = Math.max(observations[index]?.timeNs ?? 0, instead?.until ?? 0);
  const { records } = without.program;
  const ignored = observations.filter(
    ({ type, record }) => (type === "received" || type === "beside") && records[record]?.op === OP.nothing,
  );
  const all = [...without.observations, ...ignored]
    .filter(({ timeNs }) => timeNs <= last)
    .sort((a, b) => a.timeNs - b.timeNs);
  const { lines, unknown } = tell(history, constants, style, { observations: all });
  if (unknown !== undefined) return undefined;
  const head = [`// ${oracle}: ${message}`];
  const events = lines.map(({ time, text }) => eventLine(time, text));
  const first = lines.findIndex(({ of }) => ignored.includes(of));
  const text = asScript(head, program, events);
  return { text, point: text.trimEnd().split("\n").length - events.length + first + 1 };
}

function scriptOf(
  history: History,
  { oracle, message, index }: Violation,
  instead: Instead | undefined,
  constants: Constants,
  style: Style,
): FindingScript | undefined {
  const { observations, startNs, program } = history;
  const wrong = observations[index];
  const ending = wrong && endingOf(history, index, instead, constants, style);
  if (wrong === undefined || ending === undefined) return undefined;
  const { own, right, event } = ending;
  const { lines, unknown } = tell(history, constants, style, {
    observations: [...observations.slice(0, index).filter((one) => !isLeftOut(one, wrong, right)), ...own],
    ...(right && { right }),
  });
  if (unknown !== undefined) return undefined;
  const told = lines.map(({ of, time, text }) =>
    eventLine(time, of === wrong && instead?.words ? text.replace(...instead.words) : text),
  );
  const again = lines.find(({ of }) => of === observations[instead?.again ?? -1]);
  if (instead?.again !== undefined && again === undefined) return undefined;
  const last = again ? [eventLine("*", again.text)] : (event ?? []);
  // What nothing of the script causes is seen if the script goes on until then.
  const isLater = instead === undefined && own.length === 0 && wrong.timeNs > lastNs(observations, index);
  const end = isLater ? [eventLine(secondsAt(wrong.timeNs, startNs), "%{ pass }%")] : [];
  const before = instead?.before === undefined ? [] : [eventLine("0", instead.before)];
  const head = [`// ${oracle}: ${message}`];
  const text = asScript(head, program, [...before, ...told, ...last, ...end]);
  return { text, point: text.trimEnd().split("\n").length - end.length };
}

/** A call that should have returned something else has sent what it should not have sent. */
function isLeftOut(observation: Observation, wrong: Observation, right: Right | undefined): boolean {
  return (
    right?.ret !== undefined &&
    wrong.type === "call" &&
    observation.type === "sent" &&
    observation.timeNs === wrong.timeNs
  );
}

/** How a script ends. */
interface Ending {
  /** Of the history: what is at the place of the violation, as far as it is told, and the call that has caused it. */
  readonly own: readonly Observation[];
  readonly right?: Right;
  /** What should have been, beyond that. */
  readonly event?: readonly string[];
}

/** Undefined: in this style it cannot be told. */
function endingOf(
  { observations, startNs }: History,
  index: number,
  instead: Instead | undefined,
  constants: Constants,
  style: Style,
): Ending | undefined {
  const wrong = observations[index];
  if (wrong === undefined) return undefined;
  const isCall = wrong.type === "call" || wrong.type === "received";
  const owner = isCall ? [] : ownerOf(observations, index);
  const whole = [wrong, ...owner];
  // A packet that must not be is left out.
  if (instead === undefined) return { own: isCall ? [wrong] : owner };
  const { ret, position, event, until, twin } = instead;
  if (position !== undefined && !style.hasContents) return undefined;
  if (ret !== undefined || position !== undefined) {
    const contents = position !== undefined && {
      contents: { type: "pattern", span: NO_SPAN, start: position } as const,
    };
    return { own: whole, right: { of: wrong, ...(ret !== undefined && { ret }), ...contents } };
  }
  const at = (ns: number): string => secondsAt(ns, startNs);
  if (event !== undefined) {
    const end = until === Number.POSITIVE_INFINITY ? "*" : `${at(wrong.timeNs)}~${at(until ?? 0)}`;
    const time = until === undefined ? at(wrong.timeNs) : end;
    return { own: wrong.type === "call" ? [] : whole, event: [eventLine(time, event)] };
  }
  if (twin === undefined) return { own: whole };
  const other = twin.history.observations[twin.index];
  if (other?.type === "call" && wrong.type === "call" && other.rec.op === wrong.rec.op)
    return { own: whole, right: { of: wrong, ret: other.ret } };
  if (other?.type !== "sent") return undefined;
  const { observations: others } = twin.history;
  const part = { observations: [...others.slice(0, twin.index + 1), ...ownerOf(others, twin.index)] };
  const line = tell(twin.history, constants, style, part).lines.find(({ of }) => of === other);
  return line && { own: wrong.type === "call" ? [] : owner, event: [eventLine(line.time, line.text)] };
}

/** The call that has sent a packet: a history tells of it when it has returned. */
function ownerOf(observations: readonly Observation[], index: number): readonly Observation[] {
  const sent = observations[index];
  const next = observations.slice(index + 1).find(({ type }) => type !== "sent" && type !== "log");
  const isOwner = next?.timeNs === sent?.timeNs && (next?.type === "call" || next?.type === "blocked");
  return next && isOwner ? [next] : [];
}

/** When the script has done something last before this observation. */
function lastNs(observations: readonly Observation[], index: number): number {
  const last = observations.slice(0, index).findLast(({ type }) => type === "call" || type === "received");
  return last?.timeNs ?? 0;
}

function eventLine(time: string, text: string): string {
  return `${time.padStart(10)} ${text}`;
}

/** @param head  lines of comments and options */
export function asScript(
  head: readonly string[],
  { isIpv6 }: Pick<History["program"], "isIpv6">,
  events: readonly string[],
): string {
  return [...head, `--ip_version=${isIpv6 ? "ipv6" : "ipv4"}`, "", ...events, ""].join("\n");
}
