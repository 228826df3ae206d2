// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { CHUNK, chunk, open } from "./chunk.js";

/** Parameters of RE-CONFIG as native/fuzz/peer_sctp.cc numbers them: the last one nobody knows. */
const KINDS = 7;
const RESPONSE = 3;
const OUTGOING_AND_INCOMING = 2;

/** The peer resets or adds streams, or answers the kernel's request; RFC 6525. */
export const reconf: Command = {
  name: "re-config",
  weight: (model) => (open(model).length > 0 ? 2 : 0),
  generate: (choice, model) => {
    const unit = choice.of(open(model));
    const kind = choice.once(3) ? RESPONSE : choice.int(0, KINDS - 1);
    const second = choice.once(4) ? choice.int(1, OUTGOING_AND_INCOMING + 4) : 0;
    const isRight = !choice.once(4);
    return chunk(unit, CHUNK.reconf, {
      a: isRight ? 0 : choice.of([-1, -2, 1, 100]),
      b: isRight ? 0 : choice.of([-1, 1, 100]),
      low: kind | (second << 8),
      high: kind === RESPONSE ? choice.int(0, 7) : choice.of([0, 0, 1, 5, 9, 64, 65_535]),
      count: choice.int(0, 3),
      e: isRight ? 0 : choice.of([0, -1, 1, 100]),
    });
  },
};
