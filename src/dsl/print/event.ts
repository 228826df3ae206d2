// SPDX-License-Identifier: GPL-2.0
import type { Action, Command, Event, EventTime, SymbolRef, SystemCall } from "../ast.js";
import { printExpression, printResult } from "./expression.js";
import { printPacket } from "./packet.js";

type S = SymbolRef;

/** `+.1 > . 1:1(0) ack 1001`, without its comments. */
export function printEvent({ time, action }: Event<S>): string {
  // a blocking call's second time follows the first one
  const end = action.type === "syscall" && action.end ? `...${printSeconds(action.end.ns)}` : "";
  return `${printTime(time)}${end} ${printAction(action)}`;
}

/** An action without its time; of a blocking system call, without the time of its end. */
export function printAction(action: Action<S>): string {
  switch (action.type) {
    case "packet":
      return printPacket(action);
    case "syscall":
      return printSystemCall(action);
    case "command":
      return printCommand(action);
    case "code":
      return `%{${action.text}}%`;
  }
}

export function printTime(time: EventTime): string {
  switch (time.type) {
    case "any":
      return "*";
    case "absolute":
      return printSeconds(time.ns);
    case "relative":
      return `+${printSeconds(time.ns)}`;
    case "absolute-range":
      return `${printSeconds(time.ns)}~${printSeconds(time.endNs)}`;
    case "relative-range":
      return `+${printSeconds(time.ns)}~+${printSeconds(time.endNs)}`;
  }
}

/** Nanoseconds as seconds with as many decimals as are needed: `0`, `.01`, `1.5`. */
export function printSeconds(ns: number): string {
  const whole = Math.floor(ns / 1e9);
  const fraction = ns % 1e9;
  if (fraction === 0) return String(whole);
  const decimals = String(fraction).padStart(9, "0").replace(/0+$/, "");
  return `${whole === 0 ? "" : whole}.${decimals}`;
}

/** `connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)` */
export function printSystemCall({ name, args, result, errno, note }: SystemCall<S>): string {
  const call = `${name}(${args.map(printExpression).join(", ")}) = ${printResult(result)}`;
  return call + (errno ? ` ${errno.name}` : "") + (note === undefined ? "" : ` (${note})`);
}

export function printCommand({ text }: Command<S>): string {
  return typeof text === "string" ? `\`${text}\`` : text.name;
}
