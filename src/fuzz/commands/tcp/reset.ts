// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { DAMAGE, segment, speaking, TCP } from "./segment.js";

/** A reset: rarely one that has to be believed. RFC 5961 section 3. */
export const reset: Command = {
  name: "reset",
  weight: (model) => (speaking(model).length > 0 ? 3 : 0),
  generate: (choice, model) => {
    const unit = choice.of(speaking(model));
    const sequence = choice.once(4)
      ? 0
      : choice.of([-1, 1, 2, 100, 1000, 20_000, 70_000, -5000, 0x1000_0000]);
    const flags = TCP.rst | DAMAGE.uncounted | (choice.once(2) ? TCP.ack : 0);
    const ack = choice.once(3) ? choice.of([1, -1, 5000, -100_000]) : 0;
    return segment(unit, { flags, sequence, ack, length: choice.once(8) ? choice.int(1, 20) : 0 });
  },
};
