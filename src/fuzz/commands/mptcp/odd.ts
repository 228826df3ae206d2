// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { TCP } from "../tcp/segment.js";
import { DSS, MPTCP, option, SUBTYPE, sessions, subflow } from "./segment.js";

const SUBTYPES = Object.values(SUBTYPE);

/** Options that are too short, unknown or out of place, and segments that are damaged. */
export const oddOption: Command = {
  name: "odd-option",
  weight: (model) => (sessions(model).length > 0 ? 3 : 0),
  generate: (choice, model) => {
    const unit = subflow(choice, model);
    const subtype = choice.once(2) ? SUBTYPE.dss : choice.of(SUBTYPES);
    const damage = choice.of([MPTCP.checksum, MPTCP.shortOption, 0]);
    return option(unit, subtype, {
      flags: TCP.ack | MPTCP.uncounted | damage,
      length: choice.of([0, 100]),
      window: 512,
      bits: subtype === SUBTYPE.dss ? DSS.mapping | DSS.ack : choice.int(0, 31),
      identifier: choice.int(0, 15),
    });
  },
};
