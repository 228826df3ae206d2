// SPDX-License-Identifier: GPL-2.0
import { exists } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, onTask, rec } from "../command.js";

/** More than most calls make. */
const ALLOCATIONS = 16;

/** The n-th allocation from now on that a task makes fails: fs/proc/base.c, lib/fault-inject.c. */
export const failAllocation: Command = {
  name: "failAllocation",
  weight: (model) => (model.canFail && model.where(exists).length > 0 ? 1 : 0),
  generate: (choice) => {
    const record = rec(OP.failNth, 0, { a: choice.int(1, ALLOCATIONS) });
    return choice.once(8) ? onTask(record, choice.int(1, 3)) : record;
  },
};
