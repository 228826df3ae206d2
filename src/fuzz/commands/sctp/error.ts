// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { CHUNK, chunk, PACKET, speaking } from "./chunk.js";

/** Causes, and lengths that they have; RFC 9260 section 3.3.10. */
const STALE_COOKIE = 3;
const CAUSES = [1, 2, STALE_COOKIE, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0x100, 0x105, 0xa0];

/** An ERROR: in a handshake mostly a cookie that came too late. */
export const error: Command = {
  name: "error",
  weight: (model) => (speaking(model).length > 0 ? 2 : 0),
  generate: (choice, model) => {
    const unit = choice.of(speaking(model));
    const isHandshake = model.at(unit).peer === "opening";
    return chunk(unit, CHUNK.error, {
      packet: choice.once(6) ? PACKET.wrongTag : 0,
      a: isHandshake && !choice.once(4) ? STALE_COOKIE : choice.of(CAUSES),
      low: choice.of([4, 4, 0, 3, 8, 100]),
    });
  },
};
