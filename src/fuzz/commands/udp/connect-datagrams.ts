// SPDX-License-Identifier: GPL-2.0
import { isUnconnected } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

/** connect() of a datagram socket; it can send and receive from then on. */
export const connectDatagrams: Command = {
  name: "connect-datagrams",
  weight: (model) => (model.where(isUnconnected).length > 0 ? 5 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isUnconnected));
    model.set(unit, { socket: "connected", peer: "open" });
    return rec(OP.connect, unit, { a: unit });
  },
};
