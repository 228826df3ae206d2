// SPDX-License-Identifier: GPL-2.0
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

const MOST_US = 130_000_000;

/** Time passes up to the kernel's next timer. */
export const nextTimer: Command = {
  name: "next-timer",
  weight: () => 2,
  generate: () => rec(OP.nextTimer, 0, { a: MOST_US }),
};
