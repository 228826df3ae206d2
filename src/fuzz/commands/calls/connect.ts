// SPDX-License-Identifier: GPL-2.0
import { isUnconnected } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

/** connect() to the peer's end of the connection with the socket's number. */
export const connect: Command = {
  name: "connect",
  weight: (model) => (model.where(isUnconnected).length > 0 ? 3 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isUnconnected));
    model.set(unit, { socket: "connecting" });
    return rec(OP.connect, unit, { a: unit });
  },
};
