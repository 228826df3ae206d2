// SPDX-License-Identifier: GPL-2.0
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

/** Time passes. */
export const advance: Command = {
  name: "advance",
  weight: () => 8,
  generate: (choice) => rec(OP.advance, 0, { a: choice.micros() }),
};
