// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { TCP } from "../tcp/segment.js";
import { ADDRESS, BACKUP, MPTCP, option, SUBTYPE, sessions, subflow } from "./segment.js";

/** ADD_ADDR, REMOVE_ADDR and MP_PRIO; RFC 8684 sections 3.3.8 and 3.4. */
export const address: Command = {
  name: "address",
  weight: (model) => (sessions(model).length > 0 ? 3 : 0),
  generate: (choice, model) => {
    const unit = subflow(choice, model);
    const identifier = choice.int(0, 8);
    const flags = TCP.ack | (choice.once(8) ? MPTCP.wrong : 0);
    switch (choice.int(0, 3)) {
      case 0:
      case 1: {
        const bits = (choice.once(4) ? ADDRESS.port : 0) | (choice.once(4) ? ADDRESS.echo : 0);
        const [number, extra] = [choice.int(0, 3), choice.of([0, 40_005])];
        return option(unit, SUBTYPE.addAddress, { flags, window: 512, identifier, bits, number, extra });
      }
      case 2:
        return option(unit, SUBTYPE.removeAddress, {
          flags,
          window: 512,
          identifier,
          second: choice.once(2) ? choice.int(1, 8) : 0,
        });
      default:
        return option(unit, SUBTYPE.priority, { flags, window: 512, bits: choice.once(2) ? BACKUP : 0 });
    }
  },
};
