// SPDX-License-Identifier: GPL-2.0
import type { BinaryOperator } from "./ast.js";

/** How strongly an operator binds, as in C; for the grammar and the printer. */
export const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  "|": 1,
  "^": 2,
  "&": 3,
  "<<": 4,
  ">>": 4,
  "+": 5,
  "-": 5,
  "*": 6,
};
