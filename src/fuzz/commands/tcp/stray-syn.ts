// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { DAMAGE, OPTION, segment, speaking, TCP } from "./segment.js";

/** A SYN within a connection: RFC 5961 section 4. */
export const straySyn: Command = {
  name: "stray-syn",
  weight: (model) => (speaking(model).length > 0 ? 2 : 0),
  generate: (choice, model) => {
    const unit = choice.of(speaking(model));
    const sequence = choice.of([0, -1, 1, 1000, 100_000, -100_000]);
    const flags = TCP.syn | DAMAGE.uncounted | (choice.once(2) ? TCP.ack : 0);
    return segment(unit, {
      flags,
      sequence,
      window: 65_535,
      options: choice.once(2) ? OPTION.timestamps : 0,
    });
  },
};
