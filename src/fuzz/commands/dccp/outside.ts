// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { DCCP, messageLength, open, PACKET, packet } from "./packet.js";

const FAR = [
  74, 75, 76, 77, 100, 101, 300, 65_536, 0x7fff_ffff, -24, -25, -26, -100, -101, -5000, -0x7fff_ffff,
];
const TYPES = [
  DCCP.data,
  DCCP.dataAck,
  DCCP.ack,
  DCCP.data,
  DCCP.closeReq,
  DCCP.close,
  DCCP.sync,
  DCCP.syncAck,
];

/** A packet whose numbers lie outside of the windows, or at their edges; RFC 4340 section 7.5. */
export const outside: Command = {
  name: "outside-of-window",
  weight: (model) => (open(model).length > 0 ? 6 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const type = choice.of(TYPES);
    const isAck = type !== DCCP.data && choice.once(3);
    const far = (choice.once(6) ? PACKET.far : 0) | (choice.once(6) ? PACKET.ackFar : 0);
    return packet(unit, type, {
      flags: PACKET.uncounted | far,
      sequence: isAck && !choice.once(3) ? 0 : choice.of(FAR),
      ack: isAck ? choice.of([1, 2, 100, -100, -101, 65_536, 0x7fff_ffff]) : 0,
      length: messageLength(choice),
    });
  },
};
