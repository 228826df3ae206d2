// SPDX-License-Identifier: GPL-2.0
import type { Span, StructExpression } from "../../../dsl/ast.js";
import { ScriptError } from "../../script-error.js";
import type { CallContext, CallProblem } from "../call.js";
import { evaluateInteger } from "../evaluate.js";

/** `TCP_NLA_SND_CWND=10`; `...` for any value. */
export interface OptionalStats {
  readonly span: Span;
  readonly name: string;
  readonly type: number;
  readonly value: bigint | undefined;
}

/** struct nlattr, include/uapi/linux/netlink.h: two 16-bit words, then the value, padded to 4. */
const HEADER_BYTES = 4;
const padded = (length: number): number => (length + 3) & ~3;

/** Attributes that are times in µs, which may differ by the tolerance unless one is 0. */
const TIMES = new Set(["TCP_NLA_BUSY", "TCP_NLA_RWND_LIMITED", "TCP_NLA_SNDBUF_LIMITED"]);

/** `{TCP_NLA_BUSY=10000, TCP_NLA_SRTT=...}` @throws {ScriptError} bad-argument */
export function statsOf({ members }: StructExpression, call: CallContext): readonly OptionalStats[] {
  return members.map(({ name, value, span }) => {
    const type = name === undefined ? undefined : call.constants.get(name);
    if (name === undefined || type === undefined || !name.startsWith("TCP_NLA_"))
      throw new ScriptError("bad-argument", span, "expected TCP_NLA_…=value");
    return {
      span,
      name,
      type,
      value: value.type === "ellipsis" ? undefined : evaluateInteger(value, call.constants),
    };
  });
}

/** The longest that these attributes can be. */
export function statsBytes(stats: readonly OptionalStats[]): number {
  return stats.length * (HEADER_BYTES + 8);
}

/** Compares the attributes that the kernel wrote, in order. */
export function checkStats(
  expected: readonly OptionalStats[],
  actual: Uint8Array,
  call: CallContext,
  span: Span,
): readonly CallProblem[] {
  const attributes = readAttributes(actual);
  const problems: CallProblem[] = [];
  for (const [index, wanted] of expected.entries()) {
    const attribute = attributes[index];
    if (attribute === undefined) {
      problems.push({ message: `${wanted.name} is missing`, span: wanted.span });
    } else if (attribute.type !== wanted.type) {
      problems.push({
        message: `expected ${wanted.name} but got attribute ${attribute.type}`,
        span: wanted.span,
      });
    } else if (wanted.value !== undefined && !isNear(wanted.name, wanted.value, attribute.value, call)) {
      problems.push({
        message: `${wanted.name}: expected ${wanted.value} but got ${attribute.value}`,
        span: wanted.span,
      });
    }
  }
  if (attributes.length > expected.length)
    problems.push({ message: `${attributes.length - expected.length} more attributes than expected`, span });
  return problems;
}

function isNear(name: string, expected: bigint, actual: bigint, call: CallContext): boolean {
  if (!TIMES.has(name) || expected === 0n || actual === 0n) return expected === actual;
  const off = expected < actual ? actual - expected : expected - actual;
  return off <= BigInt(call.environment.tolerance.usecs);
}

function readAttributes(bytes: Uint8Array): readonly { readonly type: number; readonly value: bigint }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: { type: number; value: bigint }[] = [];
  for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
    const length = view.getUint16(at, true);
    if (length < HEADER_BYTES || at + length > bytes.length) break;
    const value = bytes.subarray(at + HEADER_BYTES, at + length);
    const number = value.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    found.push({ type: view.getUint16(at + 2, true), value: number });
    at += padded(length);
  }
  return found;
}
