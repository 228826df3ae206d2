// SPDX-License-Identifier: GPL-2.0
import { isConnecting } from "../../model/unit.js";
import type { Command } from "../command.js";
import { TCP } from "../tcp/segment.js";
import { option, SUBTYPE } from "./segment.js";
import { capable } from "./syn.js";

/** The peer answers connect(), now and then by a SYN of its own. */
export const capableSynAck: Command = {
  name: "mp-capable-syn-ack",
  weight: (model) => (model.where(isConnecting).length > 0 ? 16 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isConnecting));
    model.set(unit, { socket: "connected", peer: "open", isMptcp: true });
    const flags = choice.once(8) ? TCP.syn : TCP.syn | TCP.ack;
    return option(unit, SUBTYPE.capable, capable(choice, flags, true));
  },
};
