// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { ALL_RECEIVED, DCCP, messageLength, OPTION, open, packet } from "./packet.js";

/** The next message of the peer's; RFC 4340 section 5.4, 9.2. */
export const data: Command = {
  name: "data",
  weight: (model) => (open(model).length > 0 ? 18 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const common = {
      length: messageLength(choice),
      coverage: choice.once(10) ? choice.int(1, 15) : 0,
      ccval: choice.once(4) ? choice.int(0, 15) : 0,
    };
    const options = choice.once(3) ? OPTION.ndpCount : 0;
    if (choice.once(2)) return packet(unit, DCCP.data, { ...common, options });
    return packet(unit, DCCP.dataAck, {
      ...common,
      options: options | OPTION.ackVector0,
      extra: ALL_RECEIVED,
    });
  },
};
