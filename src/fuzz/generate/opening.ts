// SPDX-License-Identifier: GPL-2.0
import { rec } from "../commands/command.js";
import { dccpOpening } from "../commands/dccp/opening.js";
import { mptcpOpening } from "../commands/mptcp/opening.js";
import { sctpOpening } from "../commands/sctp/opening.js";
import { segment, TCP, usual } from "../commands/tcp/segment.js";
import { makeOffer, offered } from "../commands/tcp/syn.js";
import type { Choice } from "../model/choice.js";
import type { Model } from "../model/model.js";
import { OP } from "../program/operations.js";
import type { Rec } from "../program/program.js";
import { optionIndex } from "../program/tables.js";

/** What most programs begin with, so that the rest meets something: a connection, or a socket that is bound. */
export function opening(choice: Choice, model: Model): readonly Rec[] {
  switch (model.protocol) {
    case "udp":
      return bound(choice, model);
    case "sctp":
      return sctpOpening(choice, model);
    case "dccp":
      return dccpOpening(choice, model);
    case "mptcp":
      return mptcpOpening(choice, model);
    default:
      return tcpOpening(choice, model);
  }
}

function tcpOpening(choice: Choice, model: Model): readonly Rec[] {
  switch (choice.int(0, 11)) {
    case 0:
      return [];
    case 10:
    case 11:
      return connecting(model);
    case 1:
    case 2:
      return active(choice, model);
    default:
      return passive(choice, model);
  }
}

const LISTENER = 0;
const FIRST = 1;

/** Small buffers make windows close; large ones let them open. */
function buffers(choice: Choice, unit: number): readonly Rec[] {
  if (!choice.once(4)) return [];
  const name = choice.of(["SO_SNDBUF", "SO_RCVBUF"]);
  return [rec(OP.setOption, unit, { a: optionIndex(name), b: choice.of([1, 5000, 20_000, 500_000]) })];
}

/** The window of the first segment: the right edge of a small one is met soon. */
function firstWindow(choice: Choice): number {
  return choice.once(4) ? choice.int(0, 5000) : 65_535;
}

function passive(choice: Choice, model: Model): readonly Rec[] {
  const offer = makeOffer(choice);
  model.set(LISTENER, { socket: "listening" });
  model.set(FIRST, { socket: "connected", peer: "open", offer });
  return [
    rec(OP.socket, LISTENER),
    ...buffers(choice, LISTENER),
    rec(OP.bind, LISTENER, { b: 1 }),
    rec(OP.listen, LISTENER, { a: 10 }),
    segment(FIRST, {
      flags: TCP.syn,
      window: firstWindow(choice),
      options: offered(choice, offer),
      extra: choice.sequence(),
    }),
    ...(choice.once(3) ? [rec(OP.advance, 0, { a: choice.int(1, 100) * 1000 })] : []),
    ...(choice.once(8) ? [rec(OP.again, 0)] : []),
    segment(FIRST, {
      flags: TCP.ack,
      window: choice.once(4) ? choice.int(0, 3000) : choice.int(500, 65_535),
      options: usual(offer),
    }),
    rec(OP.accept, LISTENER, { a: FIRST }),
  ];
}

function active(choice: Choice, model: Model): readonly Rec[] {
  const offer = makeOffer(choice);
  model.set(FIRST, { socket: "connected", peer: "open", offer });
  return [
    rec(OP.socket, FIRST),
    ...buffers(choice, FIRST),
    rec(OP.connect, FIRST, { a: FIRST }),
    ...(choice.once(3) ? [rec(OP.advance, 0, { a: choice.int(1, 100) * 1000 })] : []),
    segment(FIRST, {
      flags: TCP.syn | TCP.ack,
      window: firstWindow(choice),
      options: offered(choice, offer),
      extra: choice.sequence(),
    }),
  ];
}

/** connect() without an answer yet. */
function connecting(model: Model): readonly Rec[] {
  model.set(FIRST, { socket: "connecting" });
  return [rec(OP.socket, FIRST), rec(OP.connect, FIRST, { a: FIRST })];
}

function bound(choice: Choice, model: Model): readonly Rec[] {
  model.set(LISTENER, { socket: "bound" });
  return [
    rec(OP.socket, LISTENER, { a: choice.once(4) ? 1 : 0 }),
    rec(OP.bind, LISTENER, { b: choice.int(0, 1) }),
  ];
}
