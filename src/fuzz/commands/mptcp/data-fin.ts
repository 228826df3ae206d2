// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { TCP } from "../tcp/segment.js";
import { lengths } from "./data.js";
import { DSS, MPTCP, option, SUBTYPE, sessions, subflow } from "./segment.js";

/** The end of the peer's data, with or without the last of it, and perhaps of the subflow: RFC 8684 section 3.3.3. */
export const dataFin: Command = {
  name: "data-fin",
  weight: (model) => (sessions(model).length > 0 ? 2 : 0),
  generate: (choice, model) => {
    const unit = subflow(choice, model);
    const isEnd = !choice.once(3);
    if (isEnd) for (const session of sessions(model)) model.set(session, { peer: "finished" });
    return option(unit, SUBTYPE.dss, {
      flags: TCP.ack | (choice.once(4) ? TCP.fin : 0) | lengths(choice) | (isEnd ? 0 : MPTCP.dataUncounted),
      number: isEnd ? 0 : choice.of([0, 100, -100]),
      length: choice.once(2) ? 0 : choice.length(1399),
      window: 512,
      bits: DSS.mapping | DSS.ack | DSS.fin,
    });
  },
};
