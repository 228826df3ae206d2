// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { DCCP, PACKET, packet, speaking } from "./packet.js";

/** A Request or Response in whatever state: retransmitted, or from somewhere else; RFC 4340 section 8.5 step 7. */
export const strayHandshake: Command = {
  name: "stray-handshake",
  weight: (model) => (speaking(model).length > 0 ? 2 : 0),
  generate: (choice, model) => {
    const unit = choice.of(speaking(model));
    return packet(unit, choice.of([DCCP.request, DCCP.response]), {
      flags: PACKET.uncounted | (choice.once(3) ? PACKET.fromIsn : 0) | (choice.once(2) ? PACKET.asks : 0),
      sequence: choice.of([0, 0, 1, -1, 50, 100, 1000, -1000]),
      ack: choice.once(3) ? choice.of([1, -1, 100]) : 0,
      extra: choice.once(4) ? 7 : 0,
    });
  },
};
