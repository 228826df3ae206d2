// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { open, segment, TCP, usual } from "./segment.js";

/** The peer's FIN, with or without data in front of it. */
export const finish: Command = {
  name: "fin",
  weight: (model) => (open(model).length > 0 ? 2 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const { offer } = model.at(unit);
    if (!choice.once(3)) model.set(unit, { peer: "finished" });
    const length = choice.once(2) ? 0 : choice.length(1460);
    return segment(unit, { flags: TCP.fin | TCP.ack, length, window: 65_535, options: usual(offer) });
  },
};
