// SPDX-License-Identifier: GPL-2.0
import { isBegun } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

/** The network delivers a packet of the peer's twice, or late. */
export const again: Command = {
  name: "again",
  weight: (model) => (model.where(isBegun).length > 0 ? 3 : 0),
  generate: (choice) => rec(OP.again, 0, { a: choice.int(0, 8) }),
};
