// SPDX-License-Identifier: GPL-2.0
import type { Unit } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, onTask, rec } from "../command.js";

/** MSG_OOB, MSG_PEEK, MSG_WAITALL, MSG_TRUNC; include/linux/socket.h. */
const FLAGS = [0x1, 0x2, 0x100, 0x20];

/** One whose connect() has not ended tells why. */
function isReadable({ socket }: Unit): boolean {
  return socket === "connected" || socket === "connecting";
}

export const receive: Command = {
  name: "receive",
  weight: (model) => (model.where(isReadable).length > 0 ? 10 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isReadable));
    const flags = choice.once(10) ? choice.of(FLAGS) : 0;
    const record = rec(OP.receive, unit, { flags, a: choice.once(2) ? 65_536 : choice.length(20_000) });
    return choice.once(10) ? onTask(record, choice.int(1, 3)) : record;
  },
};
