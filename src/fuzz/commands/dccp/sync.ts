// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { ALL_RECEIVED, DCCP, OPTION, PACKET, packet, speaking } from "./packet.js";

/** Sync and SyncAck, asked for or not; RFC 4340 sections 5.7 and 7.5.4. */
export const sync: Command = {
  name: "sync",
  weight: (model) => (speaking(model).length > 0 ? 3 : 0),
  generate: (choice, model) => {
    const unit = choice.of(speaking(model));
    return packet(unit, choice.once(3) ? DCCP.syncAck : DCCP.sync, {
      // One far ahead is right, and moves the window.
      sequence: choice.once(4) ? choice.of([50, 74, 100, 1000, 100_000]) : 0,
      flags: PACKET.confirms,
      ack: choice.once(4) ? choice.of([-1, -5, -98, -100, 1, 100]) : 0,
      length: choice.once(4) ? choice.int(1, 100) : 0,
      options: choice.once(3) ? OPTION.ackVector0 : 0,
      extra: ALL_RECEIVED,
    });
  },
};
