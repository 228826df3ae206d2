// SPDX-License-Identifier: GPL-2.0
import { rec } from "../../commands/command.js";
import { CHUNK, chunk, DATA, stream, window } from "../../commands/sctp/chunk.js";
import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import type { Scene } from "./scene.js";
import { pause, silence } from "./time.js";

/** Several chunks of SCTP in flight, of which the peer acknowledges some, and what comes of the others. */
function flight(choice: Choice, _model: Model, unit: number): readonly Rec[] {
  const write = (): Rec => rec(OP.send, unit, { a: choice.of([1, 100, 1452, choice.int(1, 12_000)]) });
  const report = (): Rec => {
    const gap = choice.once(2) ? {} : { low: choice.int(2, 4), high: choice.int(1, 3), count: 1 };
    const a = choice.once(4) ? 0 : -choice.int(1, 8);
    return chunk(unit, CHUNK.sack, { a, b: window(choice), ...(a < -1 ? gap : {}) });
  };
  const records = Array.from({ length: choice.int(1, 4) }, write);
  for (let times = choice.int(1, 5); times > 0; times--)
    records.push(choice.once(4) ? write() : report(), ...pause(choice));
  return [...records, ...silence(choice)];
}

/** Messages of two streams that come in another order than their numbers say, and are read then; RFC 9260 section 6.6. */
function reordered(choice: Choice, _model: Model, unit: number): readonly Rec[] {
  const [most, some] = [stream(choice), stream(choice)];
  const left = Array.from({ length: choice.int(2, 6) }, (_, number) => number);
  const count = left.length;
  const records = Array.from({ length: count }, (_, at) => {
    const [number = 0] = left.splice(choice.int(0, left.length - 1), 1);
    const high = choice.once(4) ? some : most;
    const low = choice.of([8, 100, 1000]);
    return chunk(unit, CHUNK.data, { b: number - at, low, high, flags: DATA.begin | DATA.end });
  });
  const reads = Array.from({ length: count + 1 }, () => rec(OP.receive, unit, { a: 2000 }));
  // The last of them may be acknowledged late.
  return [...records, rec(OP.advance, 0, { a: 300_000 }), ...reads];
}

export const SCTP_SCENES: readonly Scene[] = [flight, flight, reordered];
