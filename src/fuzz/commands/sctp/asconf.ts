// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { CHUNK, chunk, open } from "./chunk.js";

/** The peer changes its addresses; the kernel takes it where the sysctls say that it may. RFC 5061. */
export const asconf: Command = {
  name: "asconf",
  weight: (model) => (open(model).length > 0 ? 2 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    if (choice.once(6)) return chunk(unit, CHUNK.asconfAck, { a: choice.int(-1, 1) });
    return chunk(unit, CHUNK.asconf, {
      a: choice.once(4) ? choice.of([-1, 1, 100]) : 0,
      b: choice.int(0, 2),
      low: choice.int(0, 3) | (choice.int(0, 3) << 4),
    });
  },
};
