// SPDX-License-Identifier: GPL-2.0
import { expect } from "vitest";
import type { Action, Event, SymbolRef, SystemCall, TcpHeader } from "../../../src/dsl/ast.js";
import { parse, render } from "../../../src/dsl/index.js";

/** The only event of a script that has no mistakes. */
export function parseEvent(text: string): Event<SymbolRef> {
  const { script, diagnostics, source } = parse(text, "test.pkt");
  expect(diagnostics.map((diagnostic) => render(diagnostic, source))).toEqual([]);
  const [event, ...more] = script.events;
  if (event === undefined || more.length > 0) throw new Error(`not one event: ${text}`);
  return event;
}

/** The action of an event at +0. */
export function parseAction(text: string): Action<SymbolRef> {
  return parseEvent(`+0 ${text}`).action;
}

export function parseTcp(text: string): TcpHeader<SymbolRef> {
  const action = parseAction(text);
  const header = action.type === "packet" ? action.headers.at(-1) : undefined;
  if (header?.type !== "tcp") throw new Error(`not a TCP packet: ${text}`);
  return header;
}

export function parseCall(text: string): SystemCall<SymbolRef> {
  const action = parseAction(text);
  if (action.type !== "syscall") throw new Error(`not a system call: ${text}`);
  return action;
}
