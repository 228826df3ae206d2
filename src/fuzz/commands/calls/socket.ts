// SPDX-License-Identifier: GPL-2.0
import { isUnused } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

/** socket(): of the protocol's kinds the first one mostly. */
export const socket: Command = {
  name: "socket",
  weight: (model) => (model.where(isUnused).length > 4 ? 1 : 0),
  generate: (choice, model) => {
    const [unit = 0] = model.where(isUnused);
    model.set(unit, { socket: "fresh" });
    return rec(OP.socket, unit, { a: choice.once(6) ? 1 : 0 });
  },
};
