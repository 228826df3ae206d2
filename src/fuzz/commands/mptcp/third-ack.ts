// SPDX-License-Identifier: GPL-2.0
import { isOpeningMptcp } from "../../model/unit.js";
import type { Command } from "../command.js";
import { TCP } from "../tcp/segment.js";
import { MPTCP, option, SUBTYPE } from "./segment.js";

/** The ACK that completes a handshake, with both keys; or data right away. RFC 8684 section 3.1. */
export const thirdAck: Command = {
  name: "mp-capable-ack",
  weight: (model) => (model.where(isOpeningMptcp).length > 0 ? 16 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isOpeningMptcp));
    model.set(unit, { peer: "open" });
    return option(unit, SUBTYPE.capable, {
      flags: TCP.ack | (choice.once(20) ? MPTCP.wrong : 0),
      length: choice.once(3) ? choice.length(1400) : 0,
      window: 512,
    });
  },
};
