// SPDX-License-Identifier: GPL-2.0

import { isConnected } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, onTask, rec } from "../command.js";
import { messageLength } from "./packet.js";

/** A message: mostly one that a packet has room for. */
export const sendMessage: Command = {
  name: "send-message",
  weight: (model) => (model.where(isConnected).length > 0 ? 14 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isConnected));
    const record = rec(OP.send, unit, { a: choice.once(20) ? choice.length(4000) : messageLength(choice) });
    return choice.once(10) ? onTask(record, choice.int(1, 3)) : record;
  },
};
