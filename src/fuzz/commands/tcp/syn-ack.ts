// SPDX-License-Identifier: GPL-2.0
import { isConnecting } from "../../model/unit.js";
import type { Command } from "../command.js";
import { segment, TCP } from "./segment.js";
import { makeOffer, offered } from "./syn.js";

/** The peer answers connect(); now and then with a SYN of its own: simultaneous open, RFC 9293 section 3.5. */
export const synAck: Command = {
  name: "syn-ack",
  weight: (model) => (model.where(isConnecting).length > 0 ? 16 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isConnecting));
    const offer = makeOffer(choice);
    const flags = choice.once(8) ? TCP.syn : TCP.syn | TCP.ack | (choice.once(8) ? TCP.ece : 0);
    model.set(unit, { socket: "connected", peer: "open", offer });
    const ack = choice.once(12) ? choice.of([-1, 1, 1000]) : 0;
    return segment(unit, {
      flags,
      ack,
      window: 65_535,
      options: offered(choice, offer),
      extra: choice.sequence(),
    });
  },
};
