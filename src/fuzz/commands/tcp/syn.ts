// SPDX-License-Identifier: GPL-2.0

import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { isFree, isListening, type Offer } from "../../model/unit.js";
import type { Command } from "../command.js";
import { OPTION, segment, TCP } from "./segment.js";

/** The peer opens a connection to a listening socket; RFC 9293 section 3.5. */
export const syn: Command = {
  name: "syn",
  weight: (model) => (model.where(isListening).length > 0 && free(model).length > 3 ? 8 : 0),
  generate: (choice, model) => {
    const unit = choice.of(free(model));
    const offer = makeOffer(choice);
    model.set(unit, { peer: "opening", offer });
    const flags = TCP.syn | (choice.once(10) ? TCP.ece | TCP.cwr : 0);
    return segment(unit, {
      flags,
      window: 65_535,
      options: offered(choice, offer),
      extra: choice.sequence(),
    });
  },
};

function free(model: Model): readonly number[] {
  return model.where(isFree);
}

export function makeOffer(choice: Choice): Offer {
  return {
    timestamps: choice.once(2),
    sack: !choice.once(3),
    scale: choice.once(2) ? undefined : choice.once(2) ? 0 : choice.int(0, 14),
  };
}

/** The options of a SYN that offers this. */
export function offered(choice: Choice, { timestamps, sack, scale }: Offer): number {
  const mss = choice.once(4) ? choice.of([0, 1, 64, 88, 536, 65_535]) : choice.of([1000, 1460]);
  return (
    ((timestamps ? OPTION.timestamps : 0) |
      (sack ? OPTION.sackPermitted : 0) |
      (scale === undefined ? 0 : OPTION.scale | (scale * OPTION.shift)) |
      (choice.once(6) ? 0 : OPTION.mss) |
      (choice.once(20) ? OPTION.fastOpen : 0)) +
    mss * OPTION.upper
  );
}
