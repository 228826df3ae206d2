// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span } from "../../../dsl/ast.js";
import * as make from "../../../dsl/make.js";
import type { Block } from "../../memory.js";
import { ScriptError } from "../../script-error.js";
import { offsetOf, readField, writeField } from "../../struct.js";
import { flagsExpression } from "../actual.js";
import type { CallContext, CallProblem, Parameter } from "../call.js";
import { describeExpression, evaluateInt32, evaluateInteger } from "../evaluate.js";
import { checkMembers } from "../members.js";
import { descriptorOf } from "./descriptor.js";

/** `{events=EPOLLIN, fd=4}`; instead of fd also ptr, u32 or u64. */
export interface EpollEvent {
  readonly span: Span;
  readonly events: number;
  /** epoll_data_t, and how many of its bytes count. */
  readonly data: { readonly name: string; readonly value: bigint; readonly bytes: 4 | 8 } | undefined;
}

/** Bits of events, in the order in which they are written. */
const EVENTS =
  "EPOLLIN EPOLLPRI EPOLLOUT EPOLLERR EPOLLHUP EPOLLNVAL EPOLLRDNORM EPOLLRDBAND EPOLLWRNORM EPOLLWRBAND EPOLLMSG EPOLLRDHUP EPOLLEXCLUSIVE EPOLLWAKEUP EPOLLONESHOT EPOLLET".split(
    " ",
  );

/** Those of epoll_data_t beside events. */
const MEMBERS = ["events", "fd", "ptr", "u32", "u64"];

/** One event, or a list of events; `...` and NULL for none. */
export function epollEvents(name: string): Parameter<readonly EpollEvent[]> {
  return {
    name,
    parse: (expression, call) => {
      if (expression.type === "ellipsis" || (expression.type === "name" && expression.name === "NULL"))
        return [];
      if (expression.type === "array") return expression.elements.map((element) => eventOf(element, call));
      return [eventOf(expression, call)];
    },
  };
}

function eventOf(expression: Expression, call: CallContext): EpollEvent {
  const { span } = expression;
  if (expression.type === "struct") checkMembers(expression, "struct epoll_event", MEMBERS);
  const members = expression.type === "struct" ? expression.members : [];
  const events = members.find(({ name }) => name === "events");
  if (events === undefined)
    throw new ScriptError(
      "bad-argument",
      span,
      `expected {events=, fd=}, not ${describeExpression(expression)}`,
    );
  return {
    span,
    events: evaluateInt32(events.value, call.constants) >>> 0,
    data: dataOf(members, span, call),
  };
}

function dataOf(
  members: readonly { readonly name?: string; readonly value: Expression }[],
  span: Span,
  call: CallContext,
): EpollEvent["data"] {
  const given = members.find(({ name }) => name !== "events");
  if (given === undefined || given.value.type === "ellipsis") return undefined;
  const { name, value } = given;
  switch (name) {
    case "fd":
      return { name, value: BigInt(descriptorOf(value, call).live), bytes: 4 };
    case "u32":
      return { name, value: BigInt.asUintN(32, evaluateInteger(value, call.constants)), bytes: 4 };
    case "u64":
    case "ptr":
      return { name, value: BigInt.asUintN(64, evaluateInteger(value, call.constants)), bytes: 8 };
    default:
      throw new ScriptError("bad-argument", span, "epoll_data is one of fd, ptr, u32 and u64");
  }
}

/** The first event in memory; NULL if there is none. */
export function writeEpollEvent(call: CallContext, [event]: readonly EpollEvent[]): Block {
  if (event === undefined) return call.environment.heap.null;
  const layout = call.constants.struct("epoll_event");
  const block = call.allocate(layout.size);
  writeField(block.view, 0, layout, "events", event.events);
  writeField(block.view, 0, layout, "data", event.data?.value ?? 0n);
  return block;
}

/** Compares the events that epoll_wait() returned; where it returned none the memory is zeros. */
export function checkEpollEvents(
  call: CallContext,
  events: readonly EpollEvent[],
  block: Block,
): readonly CallProblem[] {
  const layout = call.constants.struct("epoll_event");
  return events.flatMap((event, index) => {
    const at = index * layout.size;
    if (at + layout.size > block.bytes.length) return [];
    const actual = readField(block.view, at, layout, "events");
    const problems: CallProblem[] = [];
    if (actual !== event.events) {
      const show = (value: number): string => call.constants.flags(value, EVENTS);
      problems.push({
        message: `events: expected ${show(event.events)} but got ${show(actual)}`,
        span: event.span,
      });
    }
    const { data } = event;
    if (data === undefined) return problems;
    const bits = block.view.getBigUint64(at + offsetOf(layout, "data"), true);
    const got = BigInt.asUintN(8 * data.bytes, bits);
    if (got !== data.value)
      problems.push({
        message: `${data.name}: expected ${shown(data.name, data.value, call)} but got ${shown(data.name, got, call)}`,
        span: event.span,
      });
    return problems;
  });
}

function shown(name: string, value: bigint, call: CallContext): string {
  const script = name === "fd" ? call.environment.descriptors.byLive(Number(value))?.script : undefined;
  return script === undefined ? `${value}` : `${script}`;
}

/** The events that epoll_wait() wrote, as one or as a list like the script's. */
export function actualEpollEvents(
  call: CallContext,
  written: Expression,
  events: readonly EpollEvent[],
  block: Block,
): Expression {
  const layout = call.constants.struct("epoll_event");
  const structs = events.map(({ data }, index) => {
    const at = index * layout.size;
    const bits = block.view.getBigUint64(at + offsetOf(layout, "data"), true);
    const name = data?.name ?? "u64";
    const value = BigInt.asUintN(8 * (data?.bytes ?? 8), bits);
    return make.struct({
      events: flagsExpression(readField(block.view, at, layout, "events"), EVENTS, call.constants),
      [name]: make.integer(Number(shown(name, value, call))),
    });
  });
  const [first] = structs;
  return written.type === "array" || first === undefined ? make.array(structs) : first;
}
