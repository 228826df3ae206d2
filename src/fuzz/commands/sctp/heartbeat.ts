// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { CHUNK, chunk, open, PACKET } from "./chunk.js";

/** A heartbeat, or the answer to the kernel's; RFC 9260 section 8.3. */
export const heartbeat: Command = {
  name: "heartbeat",
  weight: (model) => (open(model).length > 0 ? 5 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    if (choice.once(3)) return chunk(unit, CHUNK.heartbeat, { low: choice.of([0, 1, 40, 1000]) });
    if (!choice.once(4)) return chunk(unit, CHUNK.heartbeatAck);
    return chunk(unit, CHUNK.heartbeatAck, {
      packet: PACKET.uncounted,
      a: choice.int(0, 60),
      b: choice.int(0, 1),
      low: choice.once(2) ? 0 : choice.int(1, 60),
    });
  },
};
