// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { CHUNK, chunk, DATA, open, PACKET, stream } from "./chunk.js";

/** The next chunk of the peer's, in order: a message, or the next part of one. RFC 9260 section 6. */
export const data: Command = {
  name: "data",
  weight: (model) => (open(model).length > 0 ? 16 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const { begun } = model.at(unit);
    const isEnd = begun === undefined ? !choice.once(6) : choice.once(2);
    const sid = begun ?? stream(choice);
    model.set(unit, { begun: isEnd ? undefined : sid });
    const isUnordered = begun === undefined && isEnd && choice.once(8);
    return chunk(unit, CHUNK.data, {
      packet: choice.once(6) ? PACKET.waits : 0,
      low: 1 + (choice.once(2) ? choice.of([99, 999, 1451]) : choice.length(1451)),
      high: sid,
      flags:
        (begun === undefined ? DATA.begin : 0) |
        (isEnd ? DATA.end : 0) |
        (isUnordered ? DATA.unordered : 0) |
        (choice.once(10) ? DATA.immediate : 0),
      e: choice.once(4) ? choice.int(0, 0xffff_ffff) : 0,
    });
  },
};
