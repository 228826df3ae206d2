// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { CHUNK, chunk, open, PACKET, window } from "./chunk.js";

/** SACK: of everything, of a part, with gaps, of what was not sent; RFC 9260 section 6.2.1. */
export const sack: Command = {
  name: "sack",
  weight: (model) => (open(model).length > 0 ? 18 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const common = { b: window(choice), packet: choice.once(8) ? PACKET.waits : 0 };
    const kind = choice.int(0, 9);
    if (kind <= 4) return chunk(unit, CHUNK.sack, common);
    if (kind <= 6) return chunk(unit, CHUNK.sack, { ...common, a: -choice.int(1, 8) });
    if (kind === 9 && choice.once(2))
      return chunk(unit, CHUNK.sack, {
        ...common,
        // What was never sent, or blocks that do not add up.
        a: choice.of([0, 0, -2, 1, 2, 1000, 0x7fff_ffff, -0x7fff_ffff]),
        low: choice.of([0, 1, 2, 65_535]),
        high: choice.of([0, 1, 2, 100, 65_535]),
        count: choice.int(0, 4) | (choice.int(0, 3) << 4),
        e: choice.once(2) ? 0 : choice.of([1, -1, 1000]),
      });
    return chunk(unit, CHUNK.sack, {
      ...common,
      a: -choice.int(1, 8),
      low: choice.of([2, 2, 2, 3, 4]),
      high: choice.int(1, 3),
      count: choice.int(1, 2) | ((choice.once(3) ? choice.int(1, 2) : 0) << 4),
    });
  },
};
