// SPDX-License-Identifier: GPL-2.0
import { isConnected, isOpen } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, onTask, rec } from "../command.js";
import { free } from "./init.js";

/** MSG_NOSIGNAL, MSG_EOR, MSG_MORE, MSG_FIN, which is SCTP_EOF; include/linux/socket.h. */
const FLAGS = [0x4000, 0x80, 0x8000, 0x200];
const MOST = 20_000;

/** A message: to an association of a one-to-many socket, which opens one where there is none. */
export const sendMessage: Command = {
  name: "send-message",
  weight: (model) => (model.where(isConnected).length > 0 ? 12 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isConnected));
    const flags = choice.once(16) ? choice.of(FLAGS) : 0;
    const record = rec(OP.send, unit, { flags, a: choice.length(MOST), b: destination() });
    return choice.once(10) ? onTask(record, choice.int(1, 3)) : record;

    function destination(): number {
      if (model.at(unit).isMany !== true) return 0;
      const known = model.where(isOpen);
      const unknown = free(model);
      if (unknown.length > 2 && (known.length === 0 || choice.once(6))) {
        const asked = choice.of(unknown);
        model.set(asked, { peer: "asked" });
        return asked + 1;
      }
      return known.length === 0 ? 0 : choice.of(known) + 1;
    }
  },
};
