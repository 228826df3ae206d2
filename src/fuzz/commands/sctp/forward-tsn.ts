// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { CHUNK, chunk, open, PACKET, stream } from "./chunk.js";

/** The peer gives up chunks; RFC 3758, RFC 8260 section 2.3. */
export const forwardTsn: Command = {
  name: "forward-tsn",
  weight: (model) => (open(model).length > 0 ? 3 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const type = choice.once(4) ? CHUNK.iForwardTsn : CHUNK.forwardTsn;
    if (choice.once(4))
      return chunk(unit, type, {
        packet: PACKET.uncounted,
        a: choice.of([-10, -1, 0, 1, 4096, 65_536, 0x7fff_ffff, -0x7fff_ffff]),
        b: choice.int(-2, 3),
        high: choice.of([0, 9, 10, 65_535]),
        count: choice.int(0, 3),
      });
    const count = choice.int(1, 4);
    model.set(unit, { begun: undefined });
    return chunk(unit, type, { a: count, b: choice.int(0, count - 1), high: stream(choice), count: 1 });
  },
};
