// SPDX-License-Identifier: GPL-2.0
import type { Expression, SystemCall } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { integerOf, namesIn } from "./arguments.js";
import { type Pass, problem } from "./pass.js";

/** Calls that move at most as many bytes as their third argument says; the fourth may be flags. */
const TRANSFERS: ReadonlySet<string> = new Set(["read", "write", "send", "sendto", "recv", "recvfrom"]);

/** MAX_ERRNO, include/linux/err.h: what a kernel function returns below 0 is an errno. */
const MAX_ERRNO = 4095;

/** Results that no system call returns. */
export const results: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { action } of script.events) {
    if (action.type !== "syscall") continue;
    const { result, errno } = action;
    const value = integerOf(result);
    if (value === undefined) continue;
    const complain = (message: string, note: string, span = result.span): void => {
      problems.push(problem(script, span, "check/impossible-result", message, [{ message: note }]));
    };
    const most = mostBytes(action);
    if (value < -1 && value >= -MAX_ERRNO)
      complain(`no system call returns ${value}`, "a failure is written as -1 and the name of the errno");
    else if (value >= 0 && errno !== undefined)
      complain(
        `${errno.name} with the result ${value}`,
        `write = -1 ${errno.name}, or = ${value}`,
        errno.span,
      );
    else if (most !== undefined && value > most)
      complain(
        `${action.name}() cannot return ${value}`,
        `its third argument allows for ${most} bytes at most`,
      );
  }
  return problems;
};

/** MSG_TRUNC gives the length of what was there, which may be more than there was room for. */
function mostBytes({ name, args: [, , count, flags] }: SystemCall): number | bigint | undefined {
  if (!TRANSFERS.has(name) || count === undefined || !isPlain(flags)) return undefined;
  return integerOf(count);
}

function isPlain(flags: Expression | undefined): boolean {
  return flags === undefined || (!namesIn(flags).includes("MSG_TRUNC") && flags.type !== "ellipsis");
}
