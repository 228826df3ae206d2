// SPDX-License-Identifier: GPL-2.0
import { rec } from "../../commands/command.js";
import { DAMAGE, OPTION, segment, TCP, usual } from "../../commands/tcp/segment.js";
import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import { optionIndex, STRINGS, sysctlIndex } from "../../program/tables.js";
import type { Scene } from "./scene.js";
import { MINUTES_US, pause, silence } from "./time.js";

/** Index of "packet too big" and "fragmentation needed" in native/fuzz/executor.cc. */
const TOO_BIG = 4;

/** An acknowledgment that leaves `behind` bytes open. */
function acknowledgment(model: Model, unit: number, behind: number, window: number, more = 0): Rec {
  return segment(unit, { flags: TCP.ack, ack: -behind, window, options: usual(model.at(unit).offer) | more });
}

/** What there is room for by and by, in windows that grow, shrink and close, and in segments of several sizes. */
function bulk(choice: Choice, model: Model, unit: number): readonly Rec[] {
  const records: Rec[] = [];
  const write = (): number =>
    records.push(
      rec(OP.send, unit, {
        a: choice.of([1, 100, 1000, 2500, 1460 * choice.int(1, 12), choice.int(1, 40_000)]),
      }),
    );
  const windows = [0, 0, 1, 10, 100, 500, 1000, 1460, 3000, 10_000, 65_535];
  write();
  for (let times = choice.int(1, 6); times > 0; times--)
    switch (choice.int(0, 7)) {
      case 0:
        write();
        break;
      case 1:
        records.push(rec(OP.icmpError, unit, { a: TOO_BIG, b: choice.of([552, 600, 1000, 1280, 1400]) }));
        break;
      case 2:
        records.push(...pause(choice));
        break;
      case 3:
        records.push(choice.once(2) ? rec(OP.shutdown, unit, { a: choice.int(1, 2) }) : rec(OP.close, unit));
        break;
      default: {
        const behind = choice.once(2) ? 0 : choice.of([1, 100, 1000, 1460, 2920, choice.int(1, 10_000)]);
        records.push(acknowledgment(model, unit, behind, choice.of(windows)));
      }
    }
  if (choice.once(2)) records.push(choice.once(2) ? rec(OP.shutdown, unit, { a: 1 }) : rec(OP.close, unit));
  // The window opens by so much that a part of what waits fits.
  for (let times = choice.int(0, 3); times > 0; times--)
    records.push(acknowledgment(model, unit, 0, choice.of(windows)), ...pause(choice));
  return [...records, ...silence(choice)];
}

/** A loss, told by duplicates or blocks, and what comes after it. */
function loss(choice: Choice, model: Model, unit: number): readonly Rec[] {
  const mss = choice.of([1000, 1448, 1460]);
  const count = choice.int(4, 12);
  const { offer } = model.at(unit);
  const records: Rec[] = [rec(OP.send, unit, { a: mss * count })];
  for (let times = choice.int(1, 5); times > 0; times--) {
    const behind = mss * choice.int(1, count);
    const blocks = offer.sack ? choice.int(1, 3) * OPTION.blocks : 0;
    const length = mss * choice.int(1, 3);
    records.push({
      ...acknowledgment(model, unit, behind, 65_535, blocks),
      e: mss * choice.int(1, 2) + length * 65_536,
    });
  }
  records.push(...pause(choice));
  for (let times = choice.int(1, 4); times > 0; times--)
    records.push(acknowledgment(model, unit, choice.of([0, 0, mss, 3 * mss]), 65_535), ...pause(choice));
  if (choice.once(2)) records.push(rec(OP.send, unit, { a: mss * choice.int(1, 20) }));
  return [...records, ...silence(choice)];
}

/** Round after round before and after a loss, with looks at what becomes of the window. */
function rounds(choice: Choice, model: Model, unit: number): readonly Rec[] {
  const mss = choice.of([1000, 1448, 1460]);
  const look = rec(OP.getOption, unit, { a: optionIndex("TCP_INFO"), b: 3 });
  const round = (): readonly Rec[] => [
    rec(OP.send, unit, { a: mss * choice.int(4, 20) }),
    ...pause(choice).slice(0, choice.int(0, 1)),
    ...(choice.once(2) ? [acknowledgment(model, unit, mss * choice.int(1, 6), 65_535)] : []),
    acknowledgment(model, unit, 0, 65_535),
    ...(choice.once(2) ? [look] : []),
  ];
  const some = (least: number, most: number): readonly Rec[] =>
    Array.from({ length: choice.int(least, most) }, round).flat();
  const lost = choice.once(2)
    ? [rec(OP.send, unit, { a: mss * 4 }), rec(OP.nextTimer, 0, { a: MINUTES_US })]
    : loss(choice, model, unit);
  const reno = rec(OP.setOption, unit, { a: optionIndex("TCP_CONGESTION"), b: STRINGS.indexOf("reno") });
  return [
    ...(choice.once(2) ? [reno] : []),
    ...[...some(0, 2), look, ...lost, look],
    ...[acknowledgment(model, unit, 0, 65_535), look, ...some(1, 6), look],
  ];
}

/** A window that stays closed for long, while the peer answers now and then. */
function closed(choice: Choice, model: Model, unit: number): readonly Rec[] {
  const shut = acknowledgment(model, unit, 0, 0);
  const waits = (): readonly Rec[] => [rec(OP.advance, 0, { a: choice.int(50, 300) * 1_000_000 }), shut];
  return [
    rec(OP.send, unit, { a: choice.of([1, 1460, 40_000]) }),
    shut,
    rec(OP.send, unit, { a: choice.of([1, 1460, 5000]) }),
    ...Array.from({ length: choice.int(1, 4) }, waits).flat(),
    rec(OP.receive, unit, { a: 100 }),
    ...(choice.once(2) ? [acknowledgment(model, unit, 0, 65_535)] : []),
  ];
}

/** Keep-alives, some of them answered; tcp(7). */
function idle(choice: Choice, model: Model, unit: number): readonly Rec[] {
  const option = (name: string, b: number): Rec => rec(OP.setOption, unit, { a: optionIndex(name), b });
  const [seconds, interval, count] = [choice.int(1, 20), choice.int(1, 10), choice.int(1, 5)];
  const answered = (): readonly Rec[] => [
    rec(OP.advance, 0, { a: choice.int(0, (seconds + interval * (count + 1)) * 1000) * 1000 }),
    acknowledgment(model, unit, 0, 65_535),
  ];
  return [
    option("SO_KEEPALIVE", 1),
    option("TCP_KEEPIDLE", seconds),
    option("TCP_KEEPINTVL", interval),
    option("TCP_KEEPCNT", count),
    ...Array.from({ length: choice.of([0, 0, 1, 2, 3]) }, answered).flat(),
    rec(OP.advance, 0, { a: (seconds + interval * (count + 2)) * 1_000_000 }),
    rec(OP.receive, unit, { a: 100 }),
  ];
}

/** Both sides end, one after the other, and something late comes. */
function ending(choice: Choice, model: Model, unit: number): readonly Rec[] {
  const options = usual(model.at(unit).offer);
  const fin = segment(unit, { flags: TCP.fin | TCP.ack, window: 65_535, options });
  const data = segment(unit, { flags: TCP.ack, length: choice.of([1, 500]), window: 65_535, options });
  const read = rec(OP.receive, unit, { a: 65_536 });
  const ends = choice.once(2) ? rec(OP.close, unit) : rec(OP.shutdown, unit, { a: choice.int(0, 2) });
  const first = choice.of([
    [fin, ends],
    [ends, fin],
    [data, ends],
    [data, fin, read, ends],
    [fin, read, ends],
  ]);
  const late = Array.from({ length: choice.int(0, 4) }, () =>
    choice.of([
      acknowledgment(model, unit, 0, 65_535),
      fin,
      segment(unit, { flags: TCP.syn | DAMAGE.uncounted, sequence: choice.of([0, 1, 1000, -1000, -70_000]) }),
      segment(unit, { flags: TCP.rst | DAMAGE.uncounted, sequence: choice.of([0, 0, 1, -1, 1000]) }),
      rec(OP.advance, 0, { a: choice.of([1000, 1_000_000, 59_000_000]) }),
      rec(OP.send, unit, { a: 100 }),
    ]),
  );
  return [
    ...first,
    acknowledgment(model, unit, 0, 65_535),
    ...late,
    rec(OP.advance, 0, { a: choice.int(1, 3000) * 1000 }),
  ];
}

/** A socket that is used once more. */
function reuse(choice: Choice, model: Model, unit: number): readonly Rec[] {
  const { offer } = model.at(unit);
  return [
    ...(choice.once(2) ? loss(choice, model, unit) : bulk(choice, model, unit)),
    rec(OP.connect, unit, { b: 1 }),
    rec(OP.connect, unit, { a: unit }),
    segment(unit, {
      flags: TCP.syn | TCP.ack,
      window: 65_535,
      options:
        OPTION.mss +
        1000 * OPTION.upper +
        (offer.sack ? OPTION.sackPermitted : 0) +
        (offer.timestamps ? 1 : 0),
      extra: choice.sequence(),
    }),
    rec(OP.getOption, unit, { a: optionIndex("TCP_INFO"), b: 3 }),
    rec(OP.send, unit, { a: choice.int(1, 20_000) }),
    acknowledgment(model, unit, choice.of([0, 1000]), 65_535),
    rec(OP.getOption, unit, { a: optionIndex("TCP_INFO"), b: 3 }),
  ];
}

/** Connections whose requests the kernel does not keep; Documentation/networking/ip-sysctl.rst. */
function cookies(choice: Choice, model: Model, unit: number): readonly Rec[] {
  const options = choice.once(2) ? OPTION.mss + 1000 * OPTION.upper : OPTION.mss + 1460 * OPTION.upper + 1;
  const other = unit + 1;
  model.set(other, { peer: "open", socket: "connected" });
  return [
    rec(OP.sysctl, 0, { a: sysctlIndex("tcp_syncookies"), b: 2 }),
    segment(other, { flags: TCP.syn, window: 65_535, options, extra: choice.sequence() }),
    ...(choice.once(2) ? [rec(OP.advance, 0, { a: choice.of([1, 30, 70, 130, 200, 300]) * 1_000_000 })] : []),
    segment(other, { flags: TCP.ack, window: 65_535, options: options & OPTION.timestamps }),
    rec(OP.accept, 0, { a: other }),
    rec(OP.send, other, { a: 3000 }),
  ];
}

/** Each as often as it stands here. */
export const TCP_SCENES: readonly Scene[] = [
  ...[bulk, bulk, bulk, loss, loss, rounds, closed, idle],
  ...[ending, ending, ending, reuse, cookies],
];
