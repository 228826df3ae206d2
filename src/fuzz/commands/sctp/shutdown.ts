// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { CHUNK, chunk, PACKET, speaking } from "./chunk.js";

/** The chunks that end an association, in whatever state; RFC 9260 section 9.2. */
export const shutdownChunk: Command = {
  name: "shutdown-chunk",
  weight: (model) => (speaking(model).length > 0 ? 3 : 0),
  generate: (choice, model) => {
    const unit = choice.of(speaking(model));
    const packet = choice.once(6) ? choice.of([PACKET.wrongTag, PACKET.ownTag, PACKET.noTag]) : 0;
    const { peer } = model.at(unit);
    if (packet === 0 && choice.once(3)) model.set(unit, { peer: "finished" });
    switch (peer === "finished" ? choice.int(1, 3) : choice.int(0, 4)) {
      case 1:
      case 3:
        return chunk(unit, CHUNK.shutdownAck, { packet });
      case 2:
        return chunk(unit, CHUNK.shutdownComplete, { packet });
      default:
        return chunk(unit, CHUNK.shutdown, { packet, a: choice.once(3) ? choice.int(-4, 2) : 0 });
    }
  },
};
