// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { open, segment, TCP, usual, window } from "./segment.js";

/** The next bytes of the peer's, in order. */
export const data: Command = {
  name: "data",
  weight: (model) => (open(model).length > 0 ? 14 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const { offer } = model.at(unit);
    const length = choice.once(2) ? choice.of([1000, 1448, 1460]) : choice.length(1460);
    const flags = TCP.ack | (choice.once(2) ? TCP.psh : 0);
    return segment(unit, { flags, length, window: window(choice), options: usual(offer) });
  },
};
