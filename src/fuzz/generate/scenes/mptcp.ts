// SPDX-License-Identifier: GPL-2.0
import { rec } from "../../commands/command.js";
import { join, joinAck } from "../../commands/mptcp/join.js";
import {
  BACKUP,
  DSS,
  isJoined,
  MPTCP,
  option,
  SUBTYPE,
  sessions,
  window,
} from "../../commands/mptcp/segment.js";
import { TCP } from "../../commands/tcp/segment.js";
import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { isOpenMptcp } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { type Rec, unitOf } from "../../program/program.js";
import type { Scene } from "./scene.js";
import { pause, silence } from "./time.js";

/** Records, and the subflows that there are behind them. */
interface Subflows {
  readonly records: readonly Rec[];
  readonly units: readonly number[];
}

/** Mostly two. */
function subflows(choice: Choice, model: Model, unit: number): Subflows {
  const units = [...sessions(model), ...model.where(isJoined)];
  if (units.length > 1 || choice.once(3) || join.weight(model) === 0) return { records: [], units };
  const asked = join.generate(choice, model);
  if (joinAck.weight(model) === 0) return { records: [asked], units: [unit] };
  const answered = joinAck.generate(choice, model);
  return { records: [asked, answered], units: [unit, unitOf(answered)] };
}

/** A data acknowledgment that leaves `behind` bytes open. */
function acknowledgment(unit: number, behind: number, window: number): Rec {
  return option(unit, SUBTYPE.dss, { flags: TCP.ack, window, bits: DSS.ack, ack: -behind });
}

/** What the peer sends over all subflows, some of it before its turn, and then what was missing. */
function reception(choice: Choice, model: Model, unit: number): readonly Rec[] {
  const { records, units } = subflows(choice, model, unit);
  const step = choice.of([1, 10, 100, 1000]);
  const part = (number: number, steps: number): Rec =>
    option(choice.of(units), SUBTYPE.dss, {
      flags: TCP.ack | (number === 0 ? 0 : MPTCP.dataUncounted),
      number: number * step,
      length: Math.min(1400, steps * step),
      window: 512,
      bits: DSS.mapping | DSS.ack,
    });
  const parts = Array.from({ length: choice.int(1, 6) }, () => part(choice.int(0, 5), choice.int(1, 4)));
  const read = rec(OP.receive, unit, { a: choice.of([1, 100, 65_536]) });
  const filling = Array.from({ length: choice.int(1, 4) }, () =>
    choice.once(3) ? read : part(choice.once(3) ? -choice.int(1, 4) : 0, choice.int(1, 4)),
  );
  return [...records, ...parts, ...filling, rec(OP.receive, unit, { a: 65_536 }), ...silence(choice)];
}

/** Much to send, over all subflows, of which the peer acknowledges some, and what comes of the rest. */
function sending(choice: Choice, model: Model, unit: number): readonly Rec[] {
  const { records, units } = subflows(choice, model, unit);
  const write = (): Rec =>
    rec(OP.send, unit, { a: choice.of([1, 100, 1400, 1400 * choice.int(1, 12), choice.int(1, 40_000)]) });
  const isNarrow = choice.once(2);
  const room = (): number => (isNarrow ? choice.of([8, 16, 24]) : window(choice));
  const rows = [...records, write()];
  for (let times = choice.int(2, 7); times > 0; times--)
    switch (choice.int(0, 7)) {
      case 0:
        rows.push(write());
        break;
      case 1:
        rows.push(...pause(choice));
        break;
      case 2:
        rows.push(
          option(choice.of(units), SUBTYPE.priority, {
            flags: TCP.ack,
            window: 512,
            bits: choice.once(2) ? BACKUP : 0,
          }),
        );
        break;
      default: {
        const behind = choice.once(2) ? 0 : choice.of([1, 100, 1400, 2800, choice.int(1, 10_000)]);
        rows.push(acknowledgment(choice.of(units), behind, room()));
      }
    }
  return [...rows, ...silence(choice)];
}

/** Both sides end the connection, one after the other, and a subflow may have ended before. */
function ending(choice: Choice, model: Model, unit: number): readonly Rec[] {
  const { records, units } = subflows(choice, model, unit);
  const on = (): number => choice.of(units);
  const fin = option(on(), SUBTYPE.dss, {
    flags: TCP.ack,
    length: choice.once(2) ? 0 : choice.of([1, 500]),
    window: 512,
    bits: DSS.mapping | DSS.ack | DSS.fin,
  });
  const ends = choice.once(2) ? rec(OP.close, unit) : rec(OP.shutdown, unit, { a: choice.int(1, 2) });
  const write = rec(OP.send, unit, { a: choice.int(1, 5000) });
  const lost = option(on(), SUBTYPE.tcpReset, { flags: TCP.rst | TCP.ack });
  const first = choice.of([[fin, ends], [ends, fin], [write, ends], [write, fin, ends], [ends]]);
  const late = Array.from({ length: choice.int(0, 4) }, () =>
    choice.once(2)
      ? [acknowledgment(on(), choice.of([0, 0, 1, 1000]), 512)]
      : choice.once(2)
        ? pause(choice)
        : [option(on(), SUBTYPE.dss, { flags: TCP.fin | TCP.ack, window: 512, bits: DSS.ack })],
  );
  return [...records, ...(choice.once(3) ? [lost] : []), ...first, ...late.flat(), ...silence(choice)];
}

/** Not with a peer that knows nothing of MPTCP. */
function withMptcp(scene: Scene): Scene {
  return (choice, model, unit) => (model.where(isOpenMptcp).includes(unit) ? scene(choice, model, unit) : []);
}

export const MPTCP_SCENES: readonly Scene[] = [reception, sending, ending].map(withMptcp);
