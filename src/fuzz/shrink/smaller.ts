// SPDX-License-Identifier: GPL-2.0
import type { Program, Rec } from "../program/program.js";

const FIELDS = ["unit", "flags", "a", "b", "c", "d", "e"] as const;

/**
 * Simpler programs, the boldest first: without runs of commands, from halves down to single ones; then
 * with numbers that are 0, or half as far from it.
 */
export function* smaller(program: Program): Generator<Program> {
  const { records } = program;
  for (let size = Math.ceil(records.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let from = records.length - size; from > -size; from -= size) {
      const start = Math.max(0, from);
      yield { ...program, records: [...records.slice(0, start), ...records.slice(from + size)] };
    }
  if (program.schedule !== 0) yield { ...program, schedule: 0 };
  if (program.isIpv6) yield { ...program, isIpv6: false };
  for (const [index, record] of records.entries())
    for (const plainer of plainerRecords(record)) yield { ...program, records: records.with(index, plainer) };
}

function* plainerRecords(record: Rec): Generator<Rec> {
  for (const field of FIELDS) {
    const value = record[field];
    if (value === 0) continue;
    yield { ...record, [field]: 0 };
    const isNegative = value > 0x7fff_ffff;
    const distance = isNegative ? 0x1_0000_0000 - value : value;
    const half = Math.floor(distance / 2);
    if (half > 0) yield { ...record, [field]: isNegative ? 0x1_0000_0000 - half : half };
    if (distance > 1 && distance <= 16 && field !== "flags" && field !== "d")
      yield { ...record, [field]: isNegative ? 0x1_0000_0000 - (distance - 1) : distance - 1 };
  }
  // Single bits: flags and options.
  for (const field of ["flags", "d"] as const)
    for (let bits = record[field]; bits !== 0; bits &= bits - 1) {
      const lowest = (bits & -bits) >>> 0;
      if (record[field] !== lowest) yield { ...record, [field]: (record[field] & ~lowest) >>> 0 };
    }
}
