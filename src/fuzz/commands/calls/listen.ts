// SPDX-License-Identifier: GPL-2.0
import { isBound } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

export const listen: Command = {
  name: "listen",
  weight: (model) => (model.where(isBound).length > 0 ? 6 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isBound));
    model.set(unit, { socket: "listening" });
    return rec(OP.listen, unit, { a: choice.once(3) ? choice.int(0, 3) : 10 });
  },
};
