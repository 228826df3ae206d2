// SPDX-License-Identifier: GPL-2.0
import { rec } from "../../commands/command.js";
import { CHUNK, chunk, window } from "../../commands/sctp/chunk.js";
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

export const SCTP_SCENES: readonly Scene[] = [flight];
