// SPDX-License-Identifier: GPL-2.0

import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { isFree, type Unit } from "../../model/unit.js";
import type { Command } from "../command.js";
import { CHUNK, type ChunkFields, chunk, PARAMETER } from "./chunk.js";

const USUAL = PARAMETER.addressTypes | PARAMETER.ecn | PARAMETER.partial | PARAMETER.extensions;
const SELDOM = [
  PARAMETER.preservative,
  PARAMETER.report,
  PARAMETER.stop,
  PARAMETER.address,
  PARAMETER.other,
  PARAMETER.adaptation,
  PARAMETER.authentication,
  PARAMETER.longCookie,
  PARAMETER.hostName,
  PARAMETER.bad,
  PARAMETER.noCookie,
];

/** The peer opens an association to a listening socket; RFC 9260 section 5.1. */
export const init: Command = {
  name: "init",
  weight: (model) => (isListened(model) && free(model).length > 3 ? 6 : 0),
  generate: (choice, model) => {
    const unit = choice.of(free(model));
    model.set(unit, { peer: "opening" });
    return chunk(unit, CHUNK.init, makeInit(choice));
  },
};

function isListened(model: Model): boolean {
  return model.where(isAskable).length > 0;
}

function isAskable({ socket, isMany }: Unit): boolean {
  return socket === "listening" || (socket === "connected" && isMany === true);
}

export function free(model: Model): readonly number[] {
  return model.where(isFree);
}

/** What an INIT or INIT ACK says: mostly nothing that is refused. */
export function makeInit(choice: Choice): ChunkFields {
  const window = choice.once(12) ? choice.of([0, 1499, 1500]) : choice.of([65_535, 200_000]);
  const outbound = choice.once(20) ? 0 : choice.of([1, 10, 16]);
  const inbound = choice.once(20) ? 0 : choice.of([1, 10, 65]);
  const parameters =
    (choice.once(3) ? choice.int(0, 63) & USUAL : USUAL) |
    (choice.once(3) ? PARAMETER.interleaving : 0) |
    (choice.once(4) ? choice.of(SELDOM) : 0);
  return {
    a: choice.sequence(),
    b: choice.int(1, 0xffff_ffff),
    low: window & 0xffff,
    high: window >>> 16,
    count: outbound,
    upper: inbound,
    e: parameters,
  };
}
