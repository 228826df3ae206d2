// SPDX-License-Identifier: GPL-2.0
import { isHeard } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

const KINDS = 9;
/** Index of "packet too big" and "fragmentation needed" in native/fuzz/executor.cc. */
const TOO_BIG = 4;

/** An ICMP error about the last packet of a connection; RFC 1122 section 4.2.3.9, RFC 5927. */
export const icmpError: Command = {
  name: "icmp-error",
  weight: (model) => (model.where(isHeard).length > 0 ? 2 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isHeard));
    const a = choice.once(3) ? TOO_BIG : choice.int(0, KINDS - 1);
    const b = a === TOO_BIG ? choice.of([0, 68, 296, 552, 1000, 1280, 1400, 1500, 65_535]) : 0;
    return rec(OP.icmpError, unit, { a, b, c: choice.once(2) ? choice.of([1, -1, 100_000, -100_000]) : 0 });
  },
};
