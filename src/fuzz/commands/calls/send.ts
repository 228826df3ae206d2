// SPDX-License-Identifier: GPL-2.0
import type { Model } from "../../model/model.js";
import { isConnected, isUnconnected } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, onTask, rec } from "../command.js";

/** MSG_OOB, MSG_MORE, MSG_EOR, MSG_NOSIGNAL; include/linux/socket.h. */
const FLAGS = [0x1, 0x8000, 0x80, 0x4000];
const MOST = 40_000;

/** Sockets that send where each call says. */
function addressing(model: Model): readonly number[] {
  return model.protocol === "udp" ? model.where(isUnconnected) : [];
}

export const send: Command = {
  name: "send",
  weight: (model) => (model.where(isConnected).length + addressing(model).length > 0 ? 12 : 0),
  generate: (choice, model) => {
    const unconnected = addressing(model);
    if (unconnected.length > 0 && (model.where(isConnected).length === 0 || choice.once(3))) {
      const peer = choice.int(0, 3);
      model.set(peer, { peer: "open" });
      return rec(OP.send, choice.of(unconnected), { a: choice.length(MOST), b: peer + 1 });
    }
    const unit = choice.of(model.where(isConnected));
    const flags = choice.once(12) ? choice.of(FLAGS) : 0;
    const record = rec(OP.send, unit, { flags, a: choice.length(MOST) });
    return choice.once(10) ? onTask(record, choice.int(1, 3)) : record;
  },
};
