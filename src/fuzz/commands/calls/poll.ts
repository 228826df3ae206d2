// SPDX-License-Identifier: GPL-2.0
import { exists } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, onTask, rec } from "../command.js";

export const poll: Command = {
  name: "poll",
  weight: (model) => (model.where(exists).length > 0 ? (model.protocol === "udp" ? 4 : 1) : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(exists));
    const record = rec(OP.poll, unit, { a: choice.int(0, 3000) });
    return choice.once(4) ? onTask(record, choice.int(1, 3)) : record;
  },
};
