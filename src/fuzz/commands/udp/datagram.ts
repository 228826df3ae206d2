// SPDX-License-Identifier: GPL-2.0
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

/** A datagram from one of the peer's ports; RFC 768, RFC 3828. */
export const datagram: Command = {
  name: "datagram",
  weight: () => 14,
  generate: (choice, model) => {
    const unit = choice.int(0, 3);
    if (model.at(unit).peer === "closed") model.set(unit, { peer: "open" });
    const flags = (choice.once(4) ? choice.of([1, 2, 8]) : 0) | (choice.once(6) ? 4 : 0);
    const c = choice.once(2) ? 0 : choice.int(0, 40);
    return rec(OP.datagram, unit, {
      flags,
      a: choice.length(1472),
      b: choice.once(3) ? choice.int(0, 3) : 0,
      c,
      d: choice.int(0, 1),
    });
  },
};
