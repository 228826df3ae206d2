// SPDX-License-Identifier: GPL-2.0
import { rec } from "../../commands/command.js";
import { feedback } from "../../commands/dccp/acknowledge.js";
import {
  ALL_RECEIVED,
  CELL,
  DCCP,
  messageLength,
  OPTION,
  PACKET,
  packet,
} from "../../commands/dccp/packet.js";
import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import type { Scene } from "./scene.js";
import { pause, silence } from "./time.js";

/** What the peer tells of the kernel's packets: that all have come, or that some of the last are missing. */
function report(choice: Choice, model: Model, unit: number): Rec {
  const { isCcid3 = false } = model.at(unit);
  const flags = PACKET.confirms | (isCcid3 ? PACKET.ccid3 : 0);
  if (isCcid3) return packet(unit, DCCP.ack, { ...feedback(choice), flags });
  const run = (state: number, most: number): number => state + choice.int(0, most);
  const cells = choice.once(2)
    ? ALL_RECEIVED
    : run(CELL.received, 2) + run(choice.of([CELL.missing, CELL.marked]), 2) * 256 + ALL_RECEIVED * 65_536;
  return packet(unit, DCCP.ack, {
    flags,
    ack: choice.once(2) ? 0 : -choice.int(1, 4),
    options: OPTION.ackVector0,
    extra: cells,
  });
}

/** Messages in flight, of which the peer acknowledges some, and what comes of the others. */
function flight(choice: Choice, model: Model, unit: number): readonly Rec[] {
  const write = (): Rec => rec(OP.send, unit, { a: messageLength(choice) });
  // CCID 3 waits for more than a minute then, for which Linux has no end: src/fuzz/known/linux.ts.
  const { isCcid3 = false } = model.at(unit);
  const time = isCcid3 ? (): readonly Rec[] => [] : pause;
  const records = Array.from({ length: choice.int(1, 8) }, write);
  for (let times = choice.int(2, 7); times > 0; times--)
    records.push(...(choice.once(3) ? [write(), write()] : [report(choice, model, unit)]), ...time(choice));
  return isCcid3 ? records : [...records, ...silence(choice)];
}

/** The peer's packets with some missing, late, or there twice, which Ack Vectors tell. */
function reception(choice: Choice, model: Model, unit: number): readonly Rec[] {
  const records: Rec[] = [];
  for (let times = choice.int(2, 8); times > 0; times--) {
    const sequence = choice.once(2) ? 0 : choice.once(2) ? choice.int(1, 5) : -choice.int(1, 8);
    const isAck = choice.once(4);
    records.push(
      packet(unit, isAck ? DCCP.dataAck : DCCP.data, {
        sequence,
        flags: sequence < 0 ? PACKET.uncounted : 0,
        length: choice.of([0, 1, 100, 1000]),
        ...(isAck ? { options: OPTION.ackVector0, extra: ALL_RECEIVED } : {}),
      }),
    );
    // What the kernel sends takes the Ack Vector with it.
    if (choice.once(3)) records.push(rec(OP.send, unit, { a: choice.of([1, 100]) }));
    if (choice.once(3)) records.push(report(choice, model, unit));
  }
  return [...records, rec(OP.receive, unit, { a: 2000 }), ...pause(choice)];
}

/** Both sides end it, and something late comes. */
function ending(choice: Choice, model: Model, unit: number): readonly Rec[] {
  const close = packet(unit, choice.once(4) ? DCCP.closeReq : DCCP.close);
  const reset = packet(unit, DCCP.reset, { code: choice.once(2) ? 1 : choice.int(0, 11) });
  const write = rec(OP.send, unit, { a: 100 });
  const ends = choice.once(3) ? rec(OP.shutdown, unit, { a: choice.int(0, 2) }) : rec(OP.close, unit);
  const first = choice.of([[ends], [ends, close], [close, ends], [write, ends], [ends, reset]]);
  const late = Array.from({ length: choice.int(0, 4) }, () =>
    choice.of([
      [report(choice, model, unit)],
      [packet(unit, DCCP.data, { length: 10 })],
      [packet(unit, DCCP.sync, { flags: PACKET.confirms })],
      [close],
      [reset],
      pause(choice),
    ]),
  );
  return [...first, ...late.flat(), ...silence(choice)];
}

export const DCCP_SCENES: readonly Scene[] = [flight, flight, reception, ending];
