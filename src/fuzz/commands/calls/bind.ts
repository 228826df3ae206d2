// SPDX-License-Identifier: GPL-2.0
import { isFresh } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

export const bind: Command = {
  name: "bind",
  weight: (model) => (model.where(isFresh).length > 0 ? 4 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isFresh));
    model.set(unit, { socket: "bound" });
    return rec(OP.bind, unit, { a: choice.once(4) ? choice.int(0, 3) : 0, b: choice.int(0, 1) });
  },
};
