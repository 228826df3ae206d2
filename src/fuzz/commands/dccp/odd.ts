// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { DCCP, messageLength, OPTION, open, PACKET, packet } from "./packet.js";

const DAMAGE = [PACKET.checksum, PACKET.checksum, PACKET.checksum, PACKET.smallOffset, PACKET.largeOffset];

/** Packets that are not as they should be: damaged, of no type, with short numbers or strange options. */
export const odd: Command = {
  name: "odd-packet",
  weight: (model) => (open(model).length > 0 ? 5 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const length = messageLength(choice);
    switch (choice.int(0, 6)) {
      case 0:
      case 1:
        return packet(unit, choice.of([DCCP.data, DCCP.dataAck]), {
          flags: PACKET.uncounted | choice.of(DAMAGE),
          length,
          coverage: choice.once(2) ? choice.int(1, 15) : 0,
        });
      case 2:
        return packet(unit, choice.int(10, 15), { flags: PACKET.uncounted, length });
      case 3:
        return packet(unit, choice.int(0, 9), {
          flags: PACKET.uncounted | PACKET.short,
          length,
        });
      case 4:
        return packet(unit, choice.of([DCCP.ack, DCCP.dataAck]), {
          length,
          options: choice.of([
            OPTION.unknown,
            OPTION.nonsense,
            OPTION.unknown | OPTION.mandatory,
            OPTION.timestamp | OPTION.mandatory,
            OPTION.ndpCount | OPTION.mandatory,
          ]),
        });
      case 5:
        // Payload with a coverage that is longer than it.
        return packet(unit, DCCP.data, { flags: PACKET.uncounted, length: 8, coverage: choice.int(4, 15) });
      default:
        return packet(unit, DCCP.dataAck, {
          length,
          options: choice.int(0, 0x7fff) & ~OPTION.mandatory & ~OPTION.changeL & ~OPTION.confirmR,
          feature: choice.int(0, 12),
          value: choice.int(0, 255),
          extra: choice.int(0, 0xffff_ffff),
        });
    }
  },
};
