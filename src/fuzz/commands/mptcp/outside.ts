// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { TCP } from "../tcp/segment.js";
import { lengths } from "./data.js";
import { DSS, MPTCP, option, SUBTYPE, sessions, subflow } from "./segment.js";

const FAR = [65_536, 131_072, 1_000_000, 0x7fff_ffff, -0x7fff_ffff, -100_000, -1];

/** A mapping outside of the data window, or at its edges. */
export const outsideMapping: Command = {
  name: "mapping-outside-of-window",
  weight: (model) => (sessions(model).length > 0 ? 3 : 0),
  generate: (choice, model) =>
    option(subflow(choice, model), SUBTYPE.dss, {
      flags: TCP.ack | MPTCP.dataUncounted | lengths(choice),
      number: choice.of(FAR),
      length: choice.of([1, 100, 1400]),
      window: 512,
      bits: DSS.mapping | DSS.ack,
    }),
};
