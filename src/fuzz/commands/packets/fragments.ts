// SPDX-License-Identifier: GPL-2.0
import { isBegun } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

/** What pieces do; native/fuzz/wrap.h. */
const PIECES = {
  backwards: 1,
  twice: 2,
  overlap: 4,
  otherBytes: 8,
  missing: 16,
  tooLong: 32,
  oddLength: 64,
  twoEnds: 128,
} as const;
const ODD = [
  PIECES.twice,
  PIECES.overlap,
  PIECES.overlap | PIECES.otherBytes,
  PIECES.missing,
  PIECES.tooLong,
  PIECES.oddLength,
  PIECES.twoEnds,
];
/** Longer than a kernel waits for the rest of a packet. */
const LATE_US = 70_000_000;

/** The next packet comes in fragments, as it should or not; RFC 791 section 3.2, RFC 8200 section 4.5. */
export const fragments: Command = {
  name: "fragments",
  weight: (model) => (model.protocol === "udp" ? 4 : model.where(isBegun).length > 0 ? 1 : 0),
  generate: (choice) =>
    rec(OP.fragments, 0, {
      flags: (choice.once(3) ? PIECES.backwards : 0) | (choice.once(2) ? choice.of(ODD) : 0),
      a: choice.once(6) ? choice.int(1, 4) : 0,
      b: choice.once(2) ? choice.of([8, 16, 24, 64]) : choice.int(8, 1480),
      c: choice.once(8) ? choice.of([1000, LATE_US]) : 0,
      d: choice.once(2) ? choice.int(1, 0xffff) : 0,
    }),
};
