// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { TCP } from "../tcp/segment.js";
import { lengths } from "./data.js";
import { DSS, MPTCP, OTHER_CHECKSUM, option, SUBTYPE, sessions, subflow } from "./segment.js";

/**
 * A mapping of several segments, of another place of the subflow, without an end, with a wrong checksum or
 * one where none was agreed on: RFC 8684 sections 3.3.1 and 3.7.
 */
export const oddMapping: Command = {
  name: "odd-mapping",
  weight: (model) => (sessions(model).length > 0 ? 4 : 0),
  generate: (choice, model) => {
    const unit = subflow(choice, model);
    const common = { length: choice.of([1, 100, 1000]), window: 512, bits: DSS.mapping | DSS.ack };
    const flags = TCP.ack | lengths(choice);
    switch (choice.int(0, 6)) {
      case 0:
      case 1:
        return option(unit, SUBTYPE.dss, { ...common, flags, more: choice.of([1, 100, 1000, -1, -50]) });
      case 2:
        return option(unit, SUBTYPE.dss, { ...common, flags, place: choice.of([1, -1, 100, -100]) });
      case 3:
        return option(unit, SUBTYPE.dss, { ...common, flags, bits: common.bits | DSS.endless });
      case 4:
        return option(unit, SUBTYPE.dss, { ...common, flags, bits: common.bits | OTHER_CHECKSUM });
      default:
        return option(unit, SUBTYPE.dss, { ...common, flags: flags | MPTCP.wrong });
    }
  },
};
