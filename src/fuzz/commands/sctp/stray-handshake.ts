// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { CHUNK, chunk, PACKET, speaking } from "./chunk.js";
import { makeInit } from "./init.js";

/** Packets of a handshake in whatever state, also such as begin a restart: RFC 9260 section 5.2. */
export const strayHandshake: Command = {
  name: "stray-handshake",
  weight: (model) => (speaking(model).length > 0 ? 3 : 0),
  generate: (choice, model) => {
    const unit = choice.of(speaking(model));
    switch (choice.int(0, 4)) {
      case 0:
        // The cookie that follows restarts the association.
        model.set(unit, { peer: "opening" });
        return chunk(unit, CHUNK.init, makeInit(choice));
      case 1:
        return chunk(unit, CHUNK.init, {
          ...makeInit(choice),
          packet: PACKET.uncounted,
          ...(choice.once(2) ? { b: 0 } : {}),
        });
      case 2:
        return chunk(unit, CHUNK.initAck, { ...makeInit(choice), packet: PACKET.uncounted });
      case 3:
        return chunk(unit, CHUNK.cookieEcho, {
          packet: PACKET.uncounted,
          a: choice.once(2) ? 0 : choice.int(1, 300),
          b: choice.int(0, 1),
          low: choice.once(4) ? choice.int(1, 40) : 0,
        });
      default:
        return chunk(unit, CHUNK.cookieAck);
    }
  },
};
