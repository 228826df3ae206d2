// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { ALL_RECEIVED, DCCP, messageLength, OPTION, open, packet } from "./packet.js";

/** Data with packets missing in front of it, or late: what Ack Vectors and loss intervals are about. */
export const disordered: Command = {
  name: "disordered-data",
  weight: (model) => (open(model).length > 0 ? 8 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const sequence = choice.once(2) ? choice.int(1, 20) : -choice.int(1, 30);
    const length = messageLength(choice);
    if (choice.once(2)) return packet(unit, DCCP.data, { sequence, length });
    return packet(unit, choice.of([DCCP.dataAck, DCCP.ack]), {
      sequence,
      ack: choice.once(4) ? -choice.int(1, 6) : 0,
      length,
      options: OPTION.ackVector0,
      extra: ALL_RECEIVED,
    });
  },
};
