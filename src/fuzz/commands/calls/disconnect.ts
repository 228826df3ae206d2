// SPDX-License-Identifier: GPL-2.0
import { isConnected } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

/** connect() to nowhere (AF_UNSPEC): the socket has no peer any more, and may get another one; connect(2). */
export const disconnect: Command = {
  name: "disconnect",
  weight: (model) => (model.where(isConnected).length > 0 ? 1 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isConnected));
    model.set(unit, { socket: "bound", peer: "closed" });
    return rec(OP.connect, unit, { b: 1 });
  },
};
