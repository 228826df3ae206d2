// SPDX-License-Identifier: GPL-2.0
import { isBegun } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

/** Kinds of damage; native/fuzz/wrap.cc. */
const KINDS = 7;

/** A packet of the peer's comes once more with an IP header that is wrong, and has to be ignored; RFC 1122 section 3.2.1. */
export const damaged: Command = {
  name: "damaged",
  weight: (model) => (model.where(isBegun).length > 0 ? 2 : 0),
  generate: (choice) => rec(OP.damaged, 0, { a: choice.int(0, 3), b: choice.int(0, KINDS - 1) }),
};
