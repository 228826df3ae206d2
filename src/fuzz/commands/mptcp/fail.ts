// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { TCP } from "../tcp/segment.js";
import { MPTCP, option, SUBTYPE, sessions, subflow } from "./segment.js";

/** MP_FAIL and MP_FASTCLOSE, with right keys and wrong ones: RFC 8684 sections 3.5 and 3.7. */
export const fail: Command = {
  name: "mp-fail",
  weight: (model) => (sessions(model).length > 0 ? 1 : 0),
  generate: (choice, model) => {
    const unit = subflow(choice, model);
    if (choice.once(2))
      return option(unit, SUBTYPE.fail, { flags: TCP.ack, window: 512, number: choice.of([0, -100, 100]) });
    const isWrong = choice.once(2);
    if (!isWrong) for (const session of sessions(model)) model.set(session, { peer: "finished" });
    return option(unit, SUBTYPE.fastClose, {
      flags: (choice.once(2) ? TCP.ack : TCP.rst) | (isWrong ? MPTCP.wrong : 0),
      window: 512,
    });
  },
};
