// SPDX-License-Identifier: GPL-2.0

import { isConnecting } from "../../model/unit.js";
import type { Command } from "../command.js";
import { DCCP, PACKET, packet } from "./packet.js";
import { firstPacket } from "./request.js";

/** The peer answers connect(), now and then by a Request of its own; RFC 4340 section 8.1.3. */
export const response: Command = {
  name: "response",
  weight: (model) => (model.where(isConnecting).length > 0 ? 16 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isConnecting));
    if (choice.once(12)) return packet(unit, DCCP.request, { flags: PACKET.uncounted });
    if (choice.once(12))
      return packet(unit, DCCP.response, { flags: PACKET.uncounted, ack: choice.of([-1, 1, 1000]) });
    const first = firstPacket(choice, false);
    const confirms = choice.once(12) ? 0 : PACKET.confirms;
    model.set(unit, { socket: "connected", peer: "open", isCcid3: false });
    return packet(unit, DCCP.response, { ...first, flags: (first.flags ?? 0) | confirms });
  },
};
