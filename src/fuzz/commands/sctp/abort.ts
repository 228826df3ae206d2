// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { CHUNK, chunk, PACKET, speaking } from "./chunk.js";

/** An ABORT: rarely one that has to be believed; RFC 9260 section 8.5.1. */
export const abort: Command = {
  name: "abort",
  weight: (model) => (speaking(model).length > 0 ? 2 : 0),
  generate: (choice, model) => {
    const unit = choice.of(speaking(model));
    const isTrue = choice.once(4);
    if (isTrue) model.set(unit, { peer: "closed", begun: undefined });
    return chunk(unit, CHUNK.abort, {
      packet: isTrue
        ? choice.of([0, PACKET.ownTag])
        : choice.of([PACKET.wrongTag, PACKET.noTag, PACKET.crc, PACKET.ownTag | PACKET.wrongTag]),
      a: choice.once(2) ? 0 : choice.of([1, 12, 13, 99]),
      low: choice.int(0, 20),
    });
  },
};
