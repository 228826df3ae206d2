// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { DCCP, PACKET, packet, speaking } from "./packet.js";

/** Close and CloseReq, in whatever state; RFC 4340 section 8.3. */
export const closePacket: Command = {
  name: "close-packet",
  weight: (model) => (speaking(model).length > 0 ? 2 : 0),
  generate: (choice, model) => {
    const unit = choice.of(speaking(model));
    const type = choice.once(3) ? DCCP.closeReq : DCCP.close;
    const isOld = choice.once(4);
    if (!isOld && type === DCCP.close) model.set(unit, { peer: "finished" });
    return packet(unit, type, {
      flags: isOld ? PACKET.uncounted : 0,
      sequence: isOld ? choice.of([-1, -2, -10, 1, 74, 200]) : 0,
      ack: choice.once(8) ? choice.of([-1, 1, 100]) : 0,
    });
  },
};
