// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { open, segment, TCP, usual, window } from "./segment.js";

/** The next bytes of the peer's, in order. */
export const data: Command = {
  name: "data",
  weight: (model) => (open(model).length > 0 ? 14 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const { offer, beyond = 0 } = model.at(unit);
    const isRound = choice.once(2);
    // In front of what was out of order just as much as may be missing, or more.
    const usuals = beyond > 0 ? [1, 10, 50, 100, 1000, 1460] : [1000, 1448, 1460];
    const length = isRound ? choice.of(usuals) : choice.length(1460);
    model.note(unit, { beyond: beyond - length });
    const flags = TCP.ack | (choice.once(2) ? TCP.psh : 0);
    return segment(unit, { flags, length, window: window(choice), options: usual(offer) });
  },
};
