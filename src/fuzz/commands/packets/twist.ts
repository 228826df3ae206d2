// SPDX-License-Identifier: GPL-2.0
import { isBegun } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

/** A packet of the peer's comes once more with one byte of its headers changed. */
export const twist: Command = {
  name: "twist",
  weight: (model) => (model.where(isBegun).length > 0 ? 2 : 0),
  generate: (choice) =>
    rec(OP.twist, 0, {
      a: choice.int(0, 3),
      b: choice.int(0, 90),
      c: choice.int(0, 255),
      d: choice.int(0, 1),
    }),
};
