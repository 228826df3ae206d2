// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span } from "../../../dsl/ast.js";
import * as make from "../../../dsl/make.js";
import type { Descriptor } from "../../descriptors.js";
import type { Block } from "../../memory.js";
import { ScriptError } from "../../script-error.js";
import { readField, writeFields } from "../../struct.js";
import { flagsExpression } from "../actual.js";
import type { CallContext, CallProblem, Parameter } from "../call.js";
import { describeExpression, evaluateInt32 } from "../evaluate.js";
import { checkMembers } from "../members.js";
import { descriptorOf } from "./descriptor.js";

export interface PollFd {
  readonly span: Span;
  readonly fd: Descriptor;
  readonly events: number;
  /** Undefined for `...`. */
  readonly revents: number | undefined;
}

export interface PollFdsArgument {
  readonly span: Span;
  readonly elements: readonly PollFd[];
}

/** Single bits of events and revents, in the order in which they are written. */
const EVENTS =
  "POLLIN POLLPRI POLLOUT POLLERR POLLHUP POLLNVAL POLLRDNORM POLLRDBAND POLLWRNORM POLLWRBAND POLLMSG POLLREMOVE POLLRDHUP".split(
    " ",
  );

/** `[{fd=4, events=POLLIN, revents=POLLIN}]` */
export function pollFds(name: string): Parameter<PollFdsArgument> {
  return {
    name,
    parse: (expression, call) => {
      if (expression.type !== "array")
        throw new ScriptError(
          "bad-argument",
          expression.span,
          `expected a list of {fd=, events=, revents=}, not ${describeExpression(expression)}`,
        );
      return {
        span: expression.span,
        elements: expression.elements.map((element) => pollFdOf(element, call)),
      };
    },
  };
}

function pollFdOf(expression: Expression, call: CallContext): PollFd {
  if (expression.type === "struct") checkMembers(expression, "struct pollfd", ["fd", "events", "revents"]);
  const member = (name: string): Expression => {
    const members = expression.type === "struct" ? expression.members : [];
    const found = members.find((candidate) => candidate.name === name);
    if (found === undefined)
      throw new ScriptError("bad-argument", expression.span, `the pollfd has no ${name}`);
    return found.value;
  };
  const revents = member("revents");
  return {
    span: expression.span,
    fd: descriptorOf(member("fd"), call),
    events: evaluateInt32(member("events"), call.constants),
    revents: revents.type === "ellipsis" ? undefined : evaluateInt32(revents, call.constants),
  };
}

/** @throws {ScriptError} bad-argument if the count argument is not that of the list */
export function checkPollCount({ span, elements }: PollFdsArgument, count: number): void {
  if (count === elements.length) return;
  throw new ScriptError("bad-argument", span, `the list has ${elements.length} elements, not ${count}`);
}

export function writePollFds(call: CallContext, { elements }: PollFdsArgument): Block {
  const layout = call.constants.struct("pollfd");
  const block = call.allocate(layout.size * elements.length);
  for (const [index, { fd, events }] of elements.entries())
    writeFields(block.view, index * layout.size, layout, { fd: fd.live, events });
  return block;
}

export function checkPollFds(
  call: CallContext,
  { elements }: PollFdsArgument,
  block: Block,
): readonly CallProblem[] {
  const layout = call.constants.struct("pollfd");
  return elements.flatMap(({ revents, span }, index) => {
    const actual = readField(block.view, index * layout.size, layout, "revents");
    if (revents === undefined || revents === actual) return [];
    const show = (value: number): string => call.constants.flags(value, EVENTS);
    return [{ message: `revents: expected ${show(revents)} but got ${show(actual)}`, span }];
  });
}

/** The structures with what poll() wrote. */
export function actualPollFds(call: CallContext, { elements }: PollFdsArgument, block: Block): Expression {
  const layout = call.constants.struct("pollfd");
  return make.array(
    elements.map(({ fd, events }, index) =>
      make.struct({
        fd: make.integer(fd.script),
        events: flagsExpression(events, EVENTS, call.constants),
        revents: flagsExpression(
          readField(block.view, index * layout.size, layout, "revents"),
          EVENTS,
          call.constants,
        ),
      }),
    ),
  );
}
