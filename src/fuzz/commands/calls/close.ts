// SPDX-License-Identifier: GPL-2.0
import { exists } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

export const close: Command = {
  name: "close",
  weight: (model) => (model.where(exists).length > 0 ? 1 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(exists));
    model.set(unit, { socket: "none" });
    return rec(OP.close, unit);
  },
};
