// SPDX-License-Identifier: GPL-2.0

import type { Model } from "../../model/model.js";
import { isOpening } from "../../model/unit.js";
import type { Command } from "../command.js";
import { CHUNK, chunk, PACKET } from "./chunk.js";

/** The last two packets of a handshake: the cookie comes back, or is confirmed; RFC 9260 section 5.1. */
export const cookie: Command = {
  name: "cookie",
  weight: (model) => (opening(model).length > 0 ? 24 : 0),
  generate: (choice, model) => {
    const unit = choice.of(opening(model));
    const { peer, socket } = model.at(unit);
    const isActive = peer === "answered";
    if (!isActive && choice.once(12))
      return chunk(unit, CHUNK.cookieEcho, {
        packet: PACKET.uncounted | choice.of([0, PACKET.wrongTag, PACKET.crc]),
        a: choice.int(0, 300),
        b: choice.int(0, 1),
        low: choice.once(3) ? choice.int(1, 300) : 0,
      });
    model.set(unit, {
      peer: "open",
      ...(socket === "connecting" ? { socket: "connected" } : {}),
      begun: undefined,
    });
    if (isActive) return chunk(unit, CHUNK.cookieAck);
    return chunk(unit, CHUNK.cookieEcho);
  },
};

function opening(model: Model): readonly number[] {
  return model.where(isOpening);
}
