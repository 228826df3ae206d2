// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { OPTION, open, segment, TCP, usual } from "./segment.js";

/** An acknowledgment that tells of a hole, with SACK blocks where they were offered; RFC 2018, RFC 2883. */
export const selective: Command = {
  name: "selective-acknowledgment",
  weight: (model) => (open(model).length > 0 ? 8 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const { offer } = model.at(unit);
    const mss = choice.of([1000, 1448, 1460]);
    const ack = -mss * choice.int(1, 12);
    const blocks = offer.sack || choice.once(20) ? choice.int(1, 3) : 0;
    const isDuplicate = choice.once(6);
    const distance = choice.once(6) ? choice.int(0, 65_535) : mss * choice.int(1, 3);
    const length = choice.once(6) ? choice.int(0, 65_535) : mss * choice.int(1, 4);
    const options = usual(offer) | (blocks * OPTION.blocks) | (isDuplicate ? OPTION.duplicate : 0);
    return segment(unit, { flags: TCP.ack, ack, window: 65_535, options, extra: distance + length * 65_536 });
  },
};
