// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { DAMAGE, open, segment, TCP, usual } from "./segment.js";

/** A segment that lies outside of the window, or at its edges; RFC 9293 section 3.4, RFC 5961 section 5. */
export const outside: Command = {
  name: "outside-of-window",
  weight: (model) => (open(model).length > 0 ? 4 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const { offer } = model.at(unit);
    const far = choice.of([-2, -1, 65_535, 65_536, 131_072, 1_000_000, 0x7fff_ffff, -0x7fff_ffff, -100_000]);
    const ackFar = choice.once(3) ? choice.of([1, 100_000, 0x4000_0000, -0x4000_0000, -200_000]) : 0;
    const flags = TCP.ack | DAMAGE.uncounted | (choice.once(4) ? TCP.fin : 0);
    const length = choice.of([0, 1, 100, 1460]);
    return segment(unit, {
      flags,
      sequence: far,
      ack: ackFar,
      length,
      window: 65_535,
      options: usual(offer),
    });
  },
};
