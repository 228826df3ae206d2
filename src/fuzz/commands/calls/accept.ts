// SPDX-License-Identifier: GPL-2.0

import type { Model } from "../../model/model.js";
import { isListening, isWaiting } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, onTask, rec } from "../command.js";

/** accept(): the new socket gets the number of a connection that the peer has opened. */
export const accept: Command = {
  name: "accept",
  weight: (model) => (model.where(isListening).length > 0 && waiting(model).length > 0 ? 12 : 0),
  generate: (choice, model) => {
    const listener = choice.of(model.where(isListening));
    const unit = choice.of(waiting(model));
    model.set(unit, { socket: "connected" });
    const record = rec(OP.accept, listener, { a: unit });
    return choice.once(12) ? onTask(record, choice.int(1, 3)) : record;
  },
};

function waiting(model: Model): readonly number[] {
  return model.where(isWaiting);
}
