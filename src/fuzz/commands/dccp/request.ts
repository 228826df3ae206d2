// SPDX-License-Identifier: GPL-2.0
import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { isFree, isListening } from "../../model/unit.js";
import type { Command } from "../command.js";
import { DCCP, OPTION, PACKET, type PacketFields, packet } from "./packet.js";

/** The peer opens a connection to a listening socket; RFC 4340 section 8.1. */
export const request: Command = {
  name: "request",
  weight: (model) => (model.where(isListening).length > 0 && free(model).length > 3 ? 8 : 0),
  generate: (choice, model) => {
    const unit = choice.of(free(model));
    model.set(unit, { peer: "opening", isCcid3: false });
    return packet(unit, DCCP.request, { ...firstPacket(choice, false), extra: choice.once(12) ? 7 : 0 });
  },
};

function free(model: Model): readonly number[] {
  return model.where(isFree);
}

/** What a Request or Response says: numbers from anywhere, and mostly what Linux wants to negotiate. */
export function firstPacket(choice: Choice, isCcid3: boolean): PacketFields {
  return {
    flags:
      (choice.once(3) ? PACKET.far : 0) |
      (isCcid3 || choice.once(3) ? PACKET.asks : 0) |
      (isCcid3 ? PACKET.ccid3 : 0),
    sequence: choice.once(3) ? choice.of([0, -1, -5, 0x7fff_ffff]) : choice.int(0, 0xffff_ffff),
    options: (choice.once(2) ? OPTION.timestamp : 0) | (choice.once(4) ? OPTION.ndpCount : 0),
    length: choice.once(8) ? choice.int(1, 40) : 0,
  };
}
