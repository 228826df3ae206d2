// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { DCCP, PACKET, packet, speaking } from "./packet.js";

/** RFC 4340 section 5.6, and one more. */
const LAST_CODE = 12;
const ABORTED = 2;

/** A Reset: rarely one that has to be believed; RFC 4340 section 7.5.3. */
export const reset: Command = {
  name: "reset",
  weight: (model) => (speaking(model).length > 0 ? 4 : 0),
  generate: (choice, model) => {
    const unit = choice.of(speaking(model));
    const isTrue = choice.once(6);
    if (isTrue) model.set(unit, { peer: "finished" });
    return packet(unit, DCCP.reset, {
      flags: isTrue ? 0 : PACKET.uncounted | (choice.once(8) ? PACKET.far : 0),
      sequence: isTrue ? 0 : choice.of([-1, -1, -2, -3, -5, -10, -20, -24, -30, 76, 100, 200, 100_000]),
      ack: isTrue || !choice.once(4) ? 0 : choice.of([-1, -50, 1, 100]),
      code: choice.once(2) ? ABORTED : choice.int(0, LAST_CODE),
    });
  },
};
