// SPDX-License-Identifier: GPL-2.0

import type { Model } from "../../model/model.js";
import type { Unit } from "../../model/unit.js";
import type { Command } from "../command.js";
import { CHUNK, chunk, PACKET } from "./chunk.js";
import { makeInit } from "./init.js";

/** The peer answers an INIT; now and then with one of its own: a collision, RFC 9260 section 5.2.1. */
export const initAck: Command = {
  name: "init-ack",
  weight: (model) => (asked(model).length > 0 ? 20 : 0),
  generate: (choice, model) => {
    const unit = choice.of(asked(model));
    const fields = makeInit(choice);
    if (choice.once(12)) {
      model.set(unit, { peer: "opening" });
      return chunk(unit, CHUNK.init, fields);
    }
    if (choice.once(12))
      return chunk(unit, CHUNK.initAck, {
        ...fields,
        packet: PACKET.uncounted | choice.of([PACKET.wrongTag, PACKET.noTag, PACKET.crc]),
      });
    model.set(unit, { peer: "answered" });
    return chunk(unit, CHUNK.initAck, fields);
  },
};

function asked(model: Model): readonly number[] {
  return model.where(isAsked);
}

function isAsked({ peer, socket }: Unit): boolean {
  return peer === "asked" || (socket === "connecting" && peer === "closed");
}
