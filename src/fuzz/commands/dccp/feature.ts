// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { DCCP, FEATURE, OPTION, open, PACKET, packet } from "./packet.js";

const KINDS = [OPTION.changeL, OPTION.changeR, OPTION.confirmL, OPTION.confirmR];
const KNOWN = [FEATURE.ackRatio, FEATURE.ackRatio, FEATURE.ccid, FEATURE.ackVector, FEATURE.shortNumbers];

/** Negotiation of one more feature on an open connection, known or not; RFC 4340 section 6. */
export const feature: Command = {
  name: "feature",
  weight: (model) => (open(model).length > 0 ? 3 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const isMandatory = choice.once(20);
    if (isMandatory) model.set(unit, { peer: "finished" });
    return packet(unit, choice.of([DCCP.ack, DCCP.ack, DCCP.dataAck, DCCP.data, DCCP.sync]), {
      flags: choice.once(2) ? PACKET.confirms : 0,
      options: choice.of(KINDS) | (isMandatory ? OPTION.mandatory : 0),
      feature: choice.once(3)
        ? choice.int(0, 255)
        : choice.once(6)
          ? FEATURE.sequenceWindow
          : choice.of(KNOWN),
      value: choice.once(2) ? choice.int(0, 4) : choice.int(0, 255),
    });
  },
};
