// SPDX-License-Identifier: GPL-2.0
import type { Choice } from "../model/choice.js";
import { Model } from "../model/model.js";
import { OP } from "../program/operations.js";
import type { Program, Rec } from "../program/program.js";
import { generateProgram, oneMore, type ProgramConstraints, SETTLED_ONE_IN, settling } from "./program.js";

const FIELDS = ["a", "b", "c", "d", "e"] as const;
const MOST_RECORDS = 250;

/** A program like this one: some of it left out, repeated, changed, or joined with a part of another one. */
export function mutate(
  choice: Choice,
  program: Program,
  other: Program,
  constraints: ProgramConstraints,
): Program {
  let records: readonly Rec[] = program.records;
  for (let times = choice.int(1, 4); times > 0; times--)
    records = changed(choice, records, other, program, constraints);
  const schedule = choice.once(16) ? choice.int(0, 0x7fff_ffff) : program.schedule;
  const isIpv6 = choice.once(16) ? !program.isIpv6 : program.isIpv6;
  const ends = records.at(-1)?.op === OP.memory || !choice.once(SETTLED_ONE_IN);
  const end = ends ? [] : settling(program.protocol);
  return { ...program, schedule, isIpv6, records: [...records.slice(0, MOST_RECORDS), ...end] };
}

function changed(
  choice: Choice,
  records: readonly Rec[],
  other: Program,
  { protocol, isIpv6 }: Program,
  constraints: ProgramConstraints,
): readonly Rec[] {
  const at = choice.int(0, Math.max(0, records.length - 1));
  const record = records[at];
  switch (choice.int(0, 6)) {
    case 0:
      return [...records.slice(0, at), ...records.slice(at + choice.int(1, 3))];
    case 1:
      return record === undefined ? records : [...records.slice(0, at), record, ...records.slice(at)];
    case 2: {
      const from = choice.int(0, Math.max(0, other.records.length - 1));
      return [
        ...records.slice(0, at),
        ...other.records.slice(from, from + choice.int(1, 8)),
        ...records.slice(at),
      ];
    }
    case 3:
      return record === undefined ? records : records.with(at, changedRecord(choice, record));
    case 4: {
      const to = choice.int(0, Math.max(0, records.length - 1));
      const second = records[to];
      return record === undefined || second === undefined
        ? records
        : records.with(at, second).with(to, record);
    }
    default: {
      const model = new Model(protocol, isIpv6, constraints.canFail);
      // What a fresh program makes of the state that an opening leads to mostly fits here, too.
      const fresh = generateProgram(choice, { ...constraints, maxCommands: 6 });
      model.set(1, { socket: "connected", peer: "open" });
      const more = [oneMore(choice, model), oneMore(choice, model), ...fresh.records.slice(-2)];
      return [...records.slice(0, at + 1), ...more, ...records.slice(at + 1)];
    }
  }
}

function changedRecord(choice: Choice, record: Rec): Rec {
  const field = choice.of(FIELDS);
  const value = record[field];
  switch (choice.int(0, 4)) {
    case 0:
      return { ...record, [field]: (value + choice.int(-16, 16)) >>> 0 };
    case 1:
      return { ...record, [field]: (value ^ (1 << choice.int(0, 31))) >>> 0 };
    case 2:
      return { ...record, [field]: choice.of([0, 1, 0xffff_ffff, 0x7fff_ffff, 65_535, 1460]) };
    case 3:
      return { ...record, flags: record.flags ^ (1 << choice.int(0, 15)) };
    default:
      return { ...record, unit: choice.int(0, 3) | (choice.once(6) ? 16 : 0) };
  }
}
