// SPDX-License-Identifier: GPL-2.0
import type { Choice } from "../../model/choice.js";
import type { Command } from "../command.js";
import { TCP } from "../tcp/segment.js";
import { DSS, MPTCP, option, SUBTYPE, sessions, subflow, window } from "./segment.js";

/** The next bytes of the peer's, on any subflow, with a mapping of their own; RFC 8684 section 3.3. */
export const mappedData: Command = {
  name: "mapped-data",
  weight: (model) => (sessions(model).length > 0 ? 18 : 0),
  generate: (choice, model) => {
    const unit = subflow(choice, model);
    return option(unit, SUBTYPE.dss, {
      flags: TCP.ack | (choice.once(2) ? TCP.psh : 0) | lengths(choice),
      length: 1 + (choice.once(2) ? choice.of([9, 99, 999, 1399]) : choice.length(1399)),
      window: window(choice),
      bits: DSS.mapping | (choice.once(12) ? 0 : DSS.ack),
    });
  },
};

/** Data sequence numbers and acknowledgments of 4 bytes now and then. */
export function lengths(choice: Choice): number {
  return (choice.once(6) ? MPTCP.shortNumber : 0) | (choice.once(6) ? MPTCP.shortAck : 0);
}
