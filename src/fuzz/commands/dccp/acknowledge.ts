// SPDX-License-Identifier: GPL-2.0
import type { Choice } from "../../model/choice.js";
import type { Command } from "../command.js";
import { ALL_RECEIVED, CELL, DCCP, OPTION, PACKET, type PacketFields, packet, speaking } from "./packet.js";

/** An acknowledgment: of everything, of a part, with losses and marks, of what was not sent; RFC 4340 section 11. */
export const acknowledge: Command = {
  name: "acknowledge",
  weight: (model) => (speaking(model).length > 0 ? 18 : 0),
  generate: (choice, model) => {
    const unit = choice.of(speaking(model));
    const { peer, isCcid3 = false } = model.at(unit);
    if (peer === "opening") model.set(unit, { peer: "open" });
    const type = choice.once(6) ? DCCP.dataAck : DCCP.ack;
    return packet(unit, type, {
      flags: PACKET.confirms | (isCcid3 ? PACKET.ccid3 : 0),
      length: type === DCCP.dataAck ? choice.length(1400) : 0,
      ccval: choice.once(4) ? choice.int(0, 15) : 0,
      ...(isCcid3 && !choice.once(4) ? feedback(choice) : vector(choice)),
    });
  },
};

function vector(choice: Choice): PacketFields {
  const options = (choice.once(4) ? OPTION.ackVector1 : OPTION.ackVector0) | extra(choice);
  const kind = choice.int(0, 9);
  if (kind <= 5) return { options, extra: ALL_RECEIVED };
  if (kind <= 7) return { options, ack: -choice.int(1, 6), extra: choice.once(2) ? ALL_RECEIVED : 0 };
  if (kind === 8) return { options: choice.once(2) ? 0 : options, ack: choice.int(1, 30) };
  const states = [CELL.received, CELL.missing, CELL.marked];
  let cells = 0;
  for (let shift = 0; shift < 32; shift += 8)
    cells += (choice.of(states) + choice.int(0, choice.once(3) ? CELL.longest : 3)) * 2 ** shift;
  return { options, extra: cells };
}

function extra(choice: Choice): number {
  if (!choice.once(4)) return 0;
  return choice.of([
    OPTION.timestamp,
    OPTION.timestampEcho,
    OPTION.elapsedTime,
    OPTION.ndpCount,
    OPTION.timestamp | OPTION.timestampEcho,
  ]);
}

/** What a receiver of CCID 3 tells; RFC 4342 section 8. */
export function feedback(choice: Choice): PacketFields {
  return {
    options:
      OPTION.elapsedTime |
      (choice.once(6) ? 0 : OPTION.lossEventRate) |
      (choice.once(6) ? 0 : OPTION.receiveRate) |
      (choice.once(6) ? OPTION.lossIntervals : 0) |
      (choice.once(3) ? OPTION.timestampEcho : 0),
    feature: choice.of([0, 1, 10]),
    value: choice.once(2) ? 0 : choice.int(1, 255),
    extra: choice.once(12) ? choice.of([1, 100]) : choice.int(1000, 10_000_000),
  };
}
