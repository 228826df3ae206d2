// SPDX-License-Identifier: GPL-2.0
import type { Span } from "../../../dsl/ast.js";
import { escapeBytes } from "../../../dsl/escape.js";
import type { Constants } from "../../constants.js";
import { readField } from "../../struct.js";
import { formatSeconds } from "../../timing/seconds.js";
import type { CallContext, CallProblem } from "../call.js";
import { checkStructure } from "../structures/compare.js";
import { type ControlMessage, EXTENDED_ERROR_FIELDS, type ExtendedErrorField } from "./control.js";
import type { ReceivedControl } from "./control-block.js";
import { checkStats } from "./stats.js";

/** Compares control messages, in order, and names every difference. */
export function checkControl(
  expected: readonly ControlMessage[],
  actual: readonly ReceivedControl[],
  call: CallContext,
): readonly CallProblem[] {
  const problems = expected.flatMap((wanted, index) => {
    const received = actual[index];
    if (received === undefined)
      return [{ message: "no such control message was received", span: wanted.span }];
    return checkMessage(wanted, received, call);
  });
  const extra = actual.slice(expected.length).map((received) => ({
    message: `a control message more than expected: ${describe(received, call.constants)}`,
  }));
  return [...problems, ...extra];
}

function checkMessage(
  wanted: ControlMessage,
  received: ReceivedControl,
  call: CallContext,
): readonly CallProblem[] {
  const problems: CallProblem[] = [];
  const differs = (what: string, expected: number, actual: number): void => {
    if (expected !== actual)
      problems.push({ message: `${what}: expected ${expected} but got ${actual}`, span: wanted.span });
  };
  differs("cmsg_level", wanted.level, received.level);
  differs("cmsg_type", wanted.type, received.type);
  return problems.length > 0 ? problems : checkData(wanted, received, call);
}

function checkData(
  { data }: ControlMessage,
  received: ReceivedControl,
  call: CallContext,
): readonly CallProblem[] {
  switch (data.type) {
    case "any":
      return [];
    case "integer":
      return checkInteger(data.value, received.data, data.span);
    case "bytes":
      if (Buffer.compare(data.bytes, received.data) === 0) return [];
      return [
        {
          message: `cmsg_data: expected "${escapeBytes(data.bytes)}" but got "${escapeBytes(received.data)}"`,
          span: data.span,
        },
      ];
    case "extended-error":
      return checkExtendedError(data.fields, received.data, call.constants, data.span);
    case "timestamp":
      return checkTimestamp(data.ns, received, call, data.span);
    case "structure":
      return checkStructure(data.value, received.data, call);
    case "stats":
      return checkStats(data.stats, received.data, call, data.span);
  }
}

/** Most are int; IP_TOS is a byte. */
function checkInteger(expected: number, data: Uint8Array, span: Span): readonly CallProblem[] {
  const actual = data.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const bits = 8 * data.length;
  if (BigInt.asUintN(bits, BigInt(expected)) === actual && data.length > 0) return [];
  return [
    { message: `cmsg_data: expected ${expected} but got ${BigInt.asIntN(Math.max(bits, 32), actual)}`, span },
  ];
}

function checkExtendedError(
  expected: ReadonlyMap<string, ExtendedErrorField>,
  data: Uint8Array,
  constants: Constants,
  span: Span,
): readonly CallProblem[] {
  const layout = constants.struct("sock_extended_err");
  if (data.length < layout.size)
    return [{ message: `cmsg_data: ${data.length} bytes are no struct sock_extended_err`, span }];
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return EXTENDED_ERROR_FIELDS.flatMap((name) => {
    const field = expected.get(name);
    const actual = readField(view, 0, layout, name);
    if (field === undefined || field.value >>> 0 === actual) return [];
    return [{ message: `${name}: expected ${field.value >>> 0} but got ${actual}`, span: field.span }];
  });
}

/** SO_TIMESTAMP has struct timeval, microseconds; the others have struct timespec. */
const MICROSECOND_STAMPS = ["SO_TIMESTAMP_OLD", "SO_TIMESTAMP_NEW"];

/** The first of the three stamps, or the only one; in the script it counts from the script's start. */
function checkTimestamp(
  expected: bigint,
  { type, data }: ReceivedControl,
  call: CallContext,
  span: Span,
): readonly CallProblem[] {
  const layout = call.constants.struct("timespec");
  if (data.length < layout.size)
    return [{ message: `cmsg_data: ${data.length} bytes are no time stamp`, span }];
  if (expected === 0n) return [];
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const seconds = BigInt(readField(view, 0, layout, "tv_sec"));
  const unitNs = MICROSECOND_STAMPS.some((name) => call.constants.get(name) === type) ? 1000n : 1n;
  const stamp = seconds * 1_000_000_000n + BigInt(readField(view, 0, layout, "tv_nsec")) * unitNs;
  const actual = stamp - call.environment.realtimeStartNs();
  const off = Number(actual - expected);
  if (Math.abs(off) <= call.environment.tolerance.usecs * 1000) return [];
  const [wanted, got] = [formatSeconds(Number(expected)), formatSeconds(Number(actual))];
  return [{ message: `time stamp: expected ${wanted} sec but got ${got} sec`, span }];
}

function describe({ level, type, data }: ReceivedControl, constants: Constants): string {
  const layout = constants.struct("sock_extended_err");
  const isError = [...constants.withPrefix("IP")].some(
    ([name, value]) => name.endsWith("_RECVERR") && value === type,
  );
  const text = `cmsg_level=${level}, cmsg_type=${type}, ${data.length} bytes`;
  if (!isError || data.length < layout.size) return `{${text}}`;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const fields = EXTENDED_ERROR_FIELDS.map((name) => `${name}=${readField(view, 0, layout, name)}`);
  return `{${text}: ${fields.join(", ")}}`;
}
