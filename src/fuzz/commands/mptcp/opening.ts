// SPDX-License-Identifier: GPL-2.0
import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import { optionIndex, sysctlIndex } from "../../program/tables.js";
import { rec } from "../command.js";
import { segment, TCP } from "../tcp/segment.js";
import { join, joinAck } from "./join.js";
import { DSS, option, SUBTYPE } from "./segment.js";
import { capable } from "./syn.js";

const LISTENER = 0;
const FIRST = 1;

/** Of the SYN, and of what comes behind it, which is scaled by 7: the right edge of a narrow one is met soon. */
interface Windows {
  readonly syn: number;
  readonly next: number;
}
const WIDE: Windows = { syn: 65_535, next: 512 };
const NARROW: Windows = { syn: 2000, next: 16 };

/** What programs begin with: a connection of MPTCP that either side opens, perhaps with a second subflow; or plain TCP. */
export function mptcpOpening(choice: Choice, model: Model): readonly Rec[] {
  const kind = choice.int(0, 11);
  if (kind === 0) return [];
  const before = choice.once(6)
    ? [rec(OP.sysctl, 0, { a: sysctlIndex("mptcp/checksum_enabled"), b: 1 })]
    : [];
  if (kind === 1) return [...before, ...plain(model)];
  const windows = choice.of([WIDE, WIDE, WIDE, NARROW]);
  const opened = kind <= 4 ? active(choice, model, windows) : passive(choice, model, windows);
  return [...before, ...opened, ...first(choice, windows), ...(choice.once(3) ? joined(choice, model) : [])];
}

function buffers(choice: Choice, unit: number): readonly Rec[] {
  if (!choice.once(4)) return [];
  const name = choice.of(["SO_SNDBUF", "SO_RCVBUF"]);
  return [rec(OP.setOption, unit, { a: optionIndex(name), b: choice.of([1, 5000, 20_000, 500_000]) })];
}

function listening(choice: Choice, model: Model): readonly Rec[] {
  model.set(LISTENER, { socket: "listening" });
  return [
    rec(OP.socket, LISTENER),
    ...buffers(choice, LISTENER),
    rec(OP.bind, LISTENER, { b: 1 }),
    rec(OP.listen, LISTENER, { a: 10 }),
  ];
}

function passive(choice: Choice, model: Model, { syn, next }: Windows): readonly Rec[] {
  const opening = listening(choice, model);
  model.set(FIRST, { socket: "connected", peer: "open", isMptcp: true });
  return [
    ...opening,
    option(FIRST, SUBTYPE.capable, { ...capable(choice, TCP.syn, false), window: syn }),
    ...(choice.once(3) ? [rec(OP.advance, 0, { a: choice.int(1, 100) * 1000 })] : []),
    option(FIRST, SUBTYPE.capable, { flags: TCP.ack, length: choice.once(4) ? 100 : 0, window: next }),
    rec(OP.accept, LISTENER, { a: FIRST }),
  ];
}

function active(choice: Choice, model: Model, { syn }: Windows): readonly Rec[] {
  const flags = choice.once(12) ? TCP.syn : TCP.syn | TCP.ack;
  model.set(FIRST, { socket: "connected", peer: "open", isMptcp: true });
  return [
    rec(OP.socket, FIRST),
    ...buffers(choice, FIRST),
    rec(OP.connect, FIRST, { a: FIRST }),
    ...(choice.once(3) ? [rec(OP.advance, 0, { a: choice.int(1, 100) * 1000 })] : []),
    option(FIRST, SUBTYPE.capable, { ...capable(choice, flags, false), window: syn }),
  ];
}

/** Both sides know now that the other one knows: RFC 8684 section 3.1. */
function first(choice: Choice, { next }: Windows): readonly Rec[] {
  if (choice.once(6)) return [];
  const isData = choice.once(2);
  return [
    option(FIRST, SUBTYPE.dss, {
      flags: TCP.ack,
      length: isData ? 100 : 0,
      window: next,
      bits: DSS.ack | (isData ? DSS.mapping : 0),
    }),
  ];
}

function joined(choice: Choice, model: Model): readonly Rec[] {
  const asked = join.generate(choice, model);
  return joinAck.weight(model) > 0 ? [asked, joinAck.generate(choice, model)] : [asked];
}

/** A peer that knows nothing of MPTCP. */
function plain(model: Model): readonly Rec[] {
  model.set(LISTENER, { socket: "listening" });
  model.set(FIRST, { socket: "connected", peer: "open" });
  return [
    rec(OP.socket, LISTENER),
    rec(OP.bind, LISTENER, { b: 1 }),
    rec(OP.listen, LISTENER, { a: 10 }),
    segment(FIRST, { flags: TCP.syn, window: 65_535 }),
    segment(FIRST, { flags: TCP.ack, window: 65_535 }),
    rec(OP.accept, LISTENER, { a: FIRST }),
  ];
}
