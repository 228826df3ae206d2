// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { TCP } from "../tcp/segment.js";
import { lengths } from "./data.js";
import { DSS, option, SUBTYPE, sessions, subflow, window } from "./segment.js";

/** A data acknowledgment: of everything, of a part, of what was not sent; RFC 8684 section 3.3.2. */
export const dataAcknowledge: Command = {
  name: "data-acknowledge",
  weight: (model) => (sessions(model).length > 0 ? 14 : 0),
  generate: (choice, model) => {
    const unit = subflow(choice, model);
    const kind = choice.int(0, 9);
    const ack =
      kind <= 5
        ? 0
        : kind <= 7
          ? -choice.int(1, 5000)
          : choice.of([1, 1, 2, 100, 100, 1400, 10_000, -30_000]);
    return option(unit, SUBTYPE.dss, {
      flags: TCP.ack | lengths(choice),
      window: window(choice),
      bits: DSS.ack,
      ack,
    });
  },
};
