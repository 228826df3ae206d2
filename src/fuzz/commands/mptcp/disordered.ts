// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { TCP } from "../tcp/segment.js";
import { lengths } from "./data.js";
import { DSS, option, SUBTYPE, sessions, subflow } from "./segment.js";

/** Data in the order of the subflow, but not of the connection: holes, overlaps, what was there before. */
export const disorderedMapping: Command = {
  name: "disordered-mapping",
  weight: (model) => (sessions(model).length > 0 ? 12 : 0),
  generate: (choice, model) => {
    const unit = subflow(choice, model);
    const step = choice.of([1, 10, 50, 100, 1000]);
    return option(unit, SUBTYPE.dss, {
      flags: TCP.ack | lengths(choice),
      // Now and then it is late, too, or comes before others of the subflow.
      sequence: choice.once(6) ? choice.of([-step, step, 2 * step]) : 0,
      number: choice.once(2) ? -step * choice.int(1, 6) : step * choice.int(1, 6),
      length: choice.once(3) ? 1 + choice.length(1399) : Math.min(1400, step * choice.int(1, 8)),
      window: 512,
      bits: DSS.mapping | DSS.ack,
    });
  },
};
