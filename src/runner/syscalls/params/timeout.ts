// SPDX-License-Identifier: GPL-2.0
import { ScriptError } from "../../script-error.js";
import { writeFields } from "../../struct.js";
import type { CallContext, Parameter } from "../call.js";
import { describeExpression, evaluateInteger } from "../evaluate.js";
import { checkMembers } from "../members.js";

/** How long a call may block; undefined for NULL, which is for ever. */
export interface Timeout {
  readonly seconds: bigint;
  readonly nanoseconds: bigint;
}

const NS_PER_US = 1000n;

/** `{tv_sec=1, tv_nsec=0}` or NULL: struct timespec. */
export function timespec(name: string): Parameter<Timeout | undefined> {
  return timeout(name, "timespec", "tv_nsec", 1n);
}

/** `{tv_sec=1, tv_usec=0}` or NULL: struct timeval. */
export function timeval(name: string): Parameter<Timeout | undefined> {
  return timeout(name, "timeval", "tv_usec", NS_PER_US);
}

function timeout(
  name: string,
  struct: string,
  fraction: string,
  unitNs: bigint,
): Parameter<Timeout | undefined> {
  return {
    name,
    parse: (expression, call) => {
      if (expression.type === "name" && expression.name === "NULL") return undefined;
      const { span } = expression;
      if (expression.type !== "struct")
        throw new ScriptError(
          "bad-argument",
          span,
          `expected {tv_sec=, ${fraction}=} or NULL, not ${describeExpression(expression)}`,
        );
      checkMembers(expression, `struct ${struct}`, ["tv_sec", fraction]);
      const value = (member: string): bigint => {
        const found = expression.members.find((candidate) => candidate.name === member);
        if (found === undefined)
          throw new ScriptError("bad-argument", span, `struct ${struct} needs its ${member}`);
        return evaluateInteger(found.value, call.constants);
      };
      return { seconds: value("tv_sec"), nanoseconds: value(fraction) * unitNs };
    },
  };
}

/** The address of a struct timespec in memory; 0 without one. */
export function writeTimeout(call: CallContext, timeout: Timeout | undefined): number {
  if (timeout === undefined) return 0;
  const layout = call.constants.struct("timespec");
  const block = call.allocate(layout.size);
  writeFields(block.view, 0, layout, { tv_sec: timeout.seconds, tv_nsec: timeout.nanoseconds });
  return block.address;
}
