// SPDX-License-Identifier: GPL-2.0
import { isBegun } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

/** Sets of options, and of extension headers; native/fuzz/wrap.cc. */
const SETS = 12;

/** The next packet has options or extension headers; RFC 791 section 3.1, RFC 8200 section 4. */
export const ipOptions: Command = {
  name: "ip-options",
  weight: (model) => (model.protocol === "udp" ? 2 : model.where(isBegun).length > 0 ? 1 : 0),
  generate: (choice) => rec(OP.options, 0, { a: choice.int(0, SETS - 1) }),
};
