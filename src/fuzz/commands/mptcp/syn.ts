// SPDX-License-Identifier: GPL-2.0
import type { Choice } from "../../model/choice.js";
import { isFree, isListening } from "../../model/unit.js";
import type { Command } from "../command.js";
import { TCP } from "../tcp/segment.js";
import { CAPABLE, type MptcpFields, option, SUBTYPE, SYN } from "./segment.js";

/** The peer opens a connection to a listening socket; RFC 8684 section 3.1. */
export const capableSyn: Command = {
  name: "mp-capable-syn",
  weight: (model) => (model.where(isListening).length > 0 && model.where(isFree).length > 3 ? 6 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isFree));
    model.set(unit, { peer: "opening", isMptcp: true });
    return option(unit, SUBTYPE.capable, capable(choice, TCP.syn, true));
  },
};

/** What a SYN, or a SYN and ACK, with MP_CAPABLE says; `isOdd`: now and then what leads to plain TCP. */
export function capable(choice: Choice, flags: number, isOdd: boolean): MptcpFields {
  const odd = choice.of([CAPABLE.flagB, CAPABLE.version, CAPABLE.noAlgorithm, CAPABLE.noJoin]);
  return {
    flags,
    window: 65_535,
    bits:
      (choice.once(8) ? 0 : SYN.mss) |
      SYN.scale |
      (choice.once(5) ? CAPABLE.checksum : 0) |
      (isOdd && choice.once(8) ? odd : 0) |
      (choice.int(0, 3) * CAPABLE.key),
    extra: choice.sequence(),
  };
}
