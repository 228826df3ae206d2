// SPDX-License-Identifier: GPL-2.0
import type { Unit } from "../../model/unit.js";
import type { Command } from "../command.js";
import { CHUNK, chunk, DATA, open, stream } from "./chunk.js";

function isBegun({ peer, begun }: Unit): boolean {
  return peer === "open" && begun !== undefined;
}

/** Chunks with a hole in front of them, or some that were there before. */
export const disordered: Command = {
  name: "disordered-data",
  weight: (model) => (model.where(isBegun).length > 0 ? 24 : open(model).length > 0 ? 8 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const { begun } = model.at(unit);
    // A later part of the message that the peer is at.
    if (begun !== undefined && !choice.once(3))
      return chunk(unit, CHUNK.data, {
        a: choice.int(1, 3),
        low: choice.of([100, 1000]),
        high: begun,
        flags: choice.once(2) ? DATA.end : 0,
      });
    const tsn = choice.once(3) ? -choice.int(1, 6) : choice.int(1, 8);
    const flags = choice.once(4) ? choice.int(0, 7) : DATA.begin | DATA.end;
    // Messages in between are of the same stream, or of others.
    const message = choice.once(4) ? choice.int(-2, 2) : choice.of([tsn, tsn, 0]);
    return chunk(unit, CHUNK.data, {
      a: tsn,
      b: message,
      low: choice.of([1, 100, 1000, 1452]),
      high: choice.once(2) ? 0 : stream(choice),
      flags,
    });
  },
};
