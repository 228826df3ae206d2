// SPDX-License-Identifier: GPL-2.0
import { NO_SPAN, type SystemCall } from "../../dsl/ast.js";
import type { Constants } from "../constants.js";
import { ScriptError } from "../script-error.js";
import { nearest } from "../suggest.js";
import type { CallProblem, PreparedCall } from "./call.js";
import { evaluateInt32 } from "./evaluate.js";

/** The number after the `=`; undefined for `...`. */
export function expectedResult(node: SystemCall, constants: Constants): number | undefined {
  return node.result.type === "ellipsis" ? undefined : evaluateInt32(node.result, constants);
}

/**
 * Compares what a call returned with what the script says.
 * @param ret  the kernel's value or negative errno
 * @throws {ScriptError} for an errno name that the kernel does not have
 */
export function checkResult(
  node: SystemCall,
  expected: number | undefined,
  mode: PreparedCall["result"],
  ret: number,
  constants: Constants,
): readonly CallProblem[] {
  const errno = expectedErrno(node, constants);
  if (expected === undefined) return [];
  const actual = ret < 0 && ret > -MAX_ERRNO ? -1 : ret;
  const fits = mode === "descriptor" && expected >= 0 ? actual >= 0 : actual === expected;
  if (fits && (errno === undefined || errno === -ret)) return [];
  const wanted = errno === undefined ? `${expected}` : `${expected} ${constants.errnoName(errno)}`;
  return [
    { message: `expected ${wanted} but got ${describeResult(ret, constants)}`, span: node.result.span },
  ];
}

/** MAX_ERRNO, include/linux/err.h: returns from -1 down to this are errors. */
const MAX_ERRNO = 4095;

function expectedErrno({ errno }: SystemCall, constants: Constants): number | undefined {
  if (errno === undefined) return undefined;
  const value = constants.get(errno.name);
  if (value !== undefined) return value;
  const meant = nearest(errno.name, constants.names());
  throw new ScriptError(
    "unknown-constant",
    errno.span,
    `${errno.name} is no errno of this kernel's headers`,
    meant === undefined ? undefined : `did you mean ${meant}?`,
  );
}

/** `-1 EAGAIN (Resource temporarily unavailable)`, or the value. */
export function describeResult(ret: number, constants: Constants): string {
  if (ret >= 0 || ret < -MAX_ERRNO) return String(ret);
  const text = constants.errnoText(-ret);
  return `-1 ${constants.errnoName(-ret)}${text === undefined ? "" : ` (${text})`}`;
}

/**
 * The call with the result that it really had, for logs.
 * @param args    what is in them now
 * @param script  the script's number for a descriptor
 */
export function withActualResult(
  { type, span, name }: SystemCall,
  args: SystemCall["args"],
  ret: number,
  script: number | undefined,
  constants: Constants,
): SystemCall {
  const isError = ret < 0 && ret >= -MAX_ERRNO;
  const value = isError ? -1 : (script ?? ret);
  const result = { type: "integer", span: NO_SPAN, value, radix: 10 } as const;
  const call = { type, span, name, args, result };
  if (!isError) return call;
  const text = constants.errnoText(-ret);
  const errno = { span: NO_SPAN, name: constants.errnoName(-ret) };
  return { ...call, errno, ...(text === undefined ? {} : { note: text }) };
}
