// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { DAMAGE, OPTION, open, segment, TCP, usual } from "./segment.js";

const ODD_OPTIONS = [
  OPTION.md5,
  OPTION.unknown,
  OPTION.oldTimestamp | OPTION.timestamps,
  OPTION.strangeEcho | OPTION.timestamps,
  0,
];
const ODD_FLAGS = [0, TCP.psh, TCP.urg | TCP.ack, TCP.fin, 0x1ff, TCP.ack | TCP.cwr, TCP.ack | 256];

/** Data with options, flags or checksums that are not as they should be; RFC 7323 section 5 among others. */
export const odd: Command = {
  name: "odd-segment",
  weight: (model) => (open(model).length > 0 ? 4 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const { offer } = model.at(unit);
    const length = choice.of([0, 1, 1000]);
    const common = { length, window: 65_535 };
    switch (choice.int(0, 2)) {
      case 0:
        return segment(unit, {
          ...common,
          flags: TCP.ack | DAMAGE.uncounted,
          options: choice.of(ODD_OPTIONS),
        });
      case 1:
        return segment(unit, {
          ...common,
          flags: choice.of(ODD_FLAGS) | DAMAGE.uncounted,
          options: usual(offer) + choice.int(0, length) * OPTION.upper,
        });
      default:
        return segment(unit, {
          ...common,
          flags: TCP.ack | DAMAGE.uncounted | choice.of([DAMAGE.checksum, DAMAGE.offset]),
          options: usual(offer),
        });
    }
  },
};
