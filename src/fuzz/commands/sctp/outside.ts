// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { CHUNK, chunk, DATA, open, PACKET } from "./chunk.js";

const FAR = [64, 4095, 4096, 32_767, 65_535, 65_536, 0x7fff_ffff, -0x7fff_ffff, -100, -100_000];

/** DATA that lies outside of what can be received, or is none at all: RFC 9260 sections 3.3.1 and 6.2. */
export const outside: Command = {
  name: "outside-of-window",
  weight: (model) => (open(model).length > 0 ? 3 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const common = { packet: PACKET.uncounted, flags: DATA.begin | DATA.end, low: 100 };
    switch (choice.int(0, 4)) {
      case 0:
        return chunk(unit, CHUNK.data, { ...common, high: choice.of([10, 64, 65, 1000, 65_535]) });
      case 1:
        // No user data: an abort is due.
        return choice.once(3)
          ? chunk(unit, CHUNK.data, { ...common, low: 0 })
          : chunk(unit, CHUNK.iData, { ...common, a: choice.int(0, 2) });
      case 2:
        return chunk(unit, CHUNK.data, { ...common, b: choice.of([1, 100, 32_768, 65_535]) });
      default:
        return chunk(unit, CHUNK.data, {
          ...common,
          a: choice.of(FAR),
          flags: choice.once(3) ? choice.int(0, 7) : common.flags,
        });
    }
  },
};
