// SPDX-License-Identifier: GPL-2.0

/**
 * Puts values in the place of defined names, which makes a `Script` of a `Script<SymbolRef>`.
 *
 * - values.ts      what a name can stand for
 * - names.ts       whether there is anything to do
 * - conditions.ts  #ifdef and #endif
 * - binder.ts      looks names up, and reports those that do not fit
 * - tcp.ts, mptcp.ts, sctp.ts, dccp.ts, endpoint.ts, packet.ts, expression.ts   one family of nodes each
 *
 * May import ast and nodes.
 */
import type { Action, Event, Script, Span, SymbolRef, SystemCall, UntimedCommand } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { Binder } from "./binder.js";
import { chooseParts } from "./conditions.js";
import { bindExpression } from "./expression.js";
import { findBound } from "./names.js";
import { bindPacket } from "./packet.js";
import type { DefinedValue, Defines } from "./values.js";

export { type DefinedValue, type Defines, parseDefine } from "./values.js";

type S = SymbolRef;

export interface Bound {
  readonly script: Script;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * @param defines from outside; they win over those of the script's own option lines
 * @param symbols all names in the script, if that is known: then fewer nodes are looked at
 */
export function bind(script: Script<S>, defines: Defines = new Map(), symbols?: readonly S[]): Bound {
  const diagnostics: Diagnostic[] = [];
  const complain = (span: Span, code: string, message: string, note: string): void => {
    const notes = note === "" ? [] : [{ message: note }];
    diagnostics.push({ severity: "error", code, message, file: script.file, span, notes });
  };
  const chosen = chooseParts(script, (name) => defines.has(name), complain);
  const values: Defines = new Map([...ownDefines(chosen), ...defines]);
  const binder = new Binder(values, complain);
  const isBound = findBound(values, symbols);
  const bindEvent = (event: Event<S>): Event =>
    isBound(event) ? event : { ...event, action: bindAction(binder, event.action) };
  const { init, cleanup, ...rest } = chosen;
  const bound: Script = {
    ...rest,
    ...(init && { init: bindCommand(binder, init) }),
    events: chosen.events.map(bindEvent),
    ...(cleanup && { cleanup: bindCommand(binder, cleanup) }),
  };
  return { script: bound, diagnostics };
}

function ownDefines({ options }: Script<S>): [string, DefinedValue][] {
  return options.flatMap(({ name, value }) =>
    name === "define" && value?.type === "definition" ? [[value.name, value.value]] : [],
  );
}

function bindAction(binder: Binder, action: Action<S>): Action {
  switch (action.type) {
    case "packet":
      return bindPacket(binder, action);
    case "syscall":
      return bindSystemCall(binder, action);
    case "command":
      return { ...action, text: binder.command(action.text) };
    case "code":
      return action;
  }
}

function bindCommand(binder: Binder, command: UntimedCommand<S>): UntimedCommand {
  return { ...command, text: binder.command(command.text) };
}

function bindSystemCall(binder: Binder, call: SystemCall<S>): SystemCall {
  const { span, name, args, result, errno } = call;
  return {
    ...call,
    name: binder.word(span, name, "a system call"),
    args: args.map((arg) => bindExpression(binder, arg)),
    result: bindExpression(binder, result),
    ...(errno && { errno: { ...errno, name: binder.word(errno.span, errno.name, "the name of an error") } }),
  };
}
