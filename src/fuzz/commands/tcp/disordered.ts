// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { open, segment, TCP, usual } from "./segment.js";

/** Bytes with a hole in front of them, or some that were there before: overlaps of all sorts. */
export const disordered: Command = {
  name: "disordered-data",
  weight: (model) => (open(model).length > 0 ? 10 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const { offer, beyond = 0 } = model.at(unit);
    // What follows the last one: the kernel merges them, and may meet a FIN.
    if (beyond > 0 && choice.once(2)) {
      const length = choice.of([0, 1, 10, 100, 1000]);
      const end = choice.once(3) ? TCP.fin : 0;
      model.note(unit, { beyond: end === 0 ? beyond + length : 0 });
      return segment(unit, {
        flags: TCP.ack | end,
        sequence: beyond,
        length,
        window: 65_535,
        options: usual(offer),
      });
    }
    const step = choice.of([1, 10, 50, 100, 1000, 1460]);
    const sequence = choice.once(3) ? -step * choice.int(1, 6) : step * choice.int(1, 6);
    const length = choice.once(3) ? choice.length(4000) : step * choice.int(1, 3);
    const fin = choice.once(8) ? TCP.fin : 0;
    model.note(unit, { beyond: sequence + length });
    return segment(unit, { flags: TCP.ack | fin, sequence, length, window: 65_535, options: usual(offer) });
  },
};
