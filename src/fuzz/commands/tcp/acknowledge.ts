// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { segment, speaking, TCP, usual, window } from "./segment.js";

/** An acknowledgment: of everything, of a part, again of the same, of what was not sent. */
export const acknowledge: Command = {
  name: "acknowledge",
  weight: (model) => (speaking(model).length > 0 ? 14 : 0),
  generate: (choice, model) => {
    const unit = choice.of(speaking(model));
    const { offer, peer } = model.at(unit);
    if (peer === "opening") model.set(unit, { peer: "open" });
    const kind = choice.int(0, 9);
    const ack =
      kind <= 4
        ? 0
        : kind <= 6
          ? -1460 * choice.int(1, 12)
          : kind <= 8
            ? -choice.int(1, 20_000)
            : choice.int(1, 3000);
    const flags = TCP.ack | (choice.once(12) ? TCP.ece : 0);
    return segment(unit, { flags, ack, window: window(choice), options: usual(offer) });
  },
};
