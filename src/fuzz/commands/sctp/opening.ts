// SPDX-License-Identifier: GPL-2.0
import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import { optionIndex, sysctlIndex } from "../../program/tables.js";
import { rec } from "../command.js";
import { CHUNK, chunk, PARAMETER } from "./chunk.js";
import { makeInit } from "./init.js";

const LISTENER = 0;
const FIRST = 1;
const ONE_TO_MANY = 1;

/** What programs begin with: an association of either kind of socket, opened by either side. */
export function sctpOpening(choice: Choice, model: Model): readonly Rec[] {
  const kind = choice.int(0, 11);
  if (kind === 0) return [];
  return [...extensions(choice), ...association(choice, model, kind)];
}

function association(choice: Choice, model: Model, kind: number): readonly Rec[] {
  if (kind <= 3) return active(choice, model);
  if (kind <= 6) return many(choice, model, kind === 4);
  return passive(choice, model);
}

/** Extensions that a kernel does not use unless it is told to: RFC 6525, RFC 5061, RFC 8260. */
function extensions(choice: Choice): readonly Rec[] {
  if (!choice.once(2)) return [];
  const names = choice.of([
    ["sctp/reconf_enable"],
    ["sctp/addip_enable", "sctp/addip_noauth_enable"],
    ["sctp/intl_enable"],
    ["sctp/reconf_enable", "sctp/intl_enable", "sctp/addip_enable", "sctp/addip_noauth_enable"],
  ]);
  return names.map((name) => rec(OP.sysctl, 0, { a: sysctlIndex(name), b: 1 }));
}

function options(choice: Choice, unit: number): readonly Rec[] {
  const records: Rec[] = [];
  const set = (name: string, flags: number, b: number, c = 0) =>
    records.push(rec(OP.setOption, unit, { a: optionIndex(name), flags, b, c }));
  if (choice.once(4)) set("SO_RCVBUF", 4, choice.of([1, 5000, 20_000, 500_000]));
  if (choice.once(2)) set("SCTP_NODELAY", 4, 1);
  if (choice.once(3)) set("SCTP_ENABLE_STREAM_RESET", 8, 0, 7);
  if (choice.once(4)) {
    set("SCTP_FRAGMENT_INTERLEAVE", 4, 2);
    set("SCTP_INTERLEAVING_SUPPORTED", 8, 0, 1);
  }
  return records;
}

function firstInit(choice: Choice) {
  const made = makeInit(choice);
  // A peer that means it: nothing that the kernel refuses.
  const refused = PARAMETER.hostName | PARAMETER.bad | PARAMETER.noCookie;
  return {
    ...made,
    low: 0xffff,
    high: choice.int(0, 3),
    count: 10,
    upper: 10,
    e: (made.e ?? 0) & ~refused,
  };
}

function handshake(choice: Choice): readonly Rec[] {
  return [chunk(FIRST, CHUNK.init, firstInit(choice)), ...waiting(choice), chunk(FIRST, CHUNK.cookieEcho)];
}

/** Between the first two packets: now and then longer than a cookie lives. */
function waiting(choice: Choice): readonly Rec[] {
  if (choice.once(24)) return [rec(OP.advance, 0, { a: choice.int(59, 70) * 1_000_000 })];
  return choice.once(4) ? [rec(OP.advance, 0, { a: choice.int(1, 100) * 1000 })] : [];
}

function passive(choice: Choice, model: Model): readonly Rec[] {
  model.set(LISTENER, { socket: "listening" });
  model.set(FIRST, { socket: "connected", peer: "open" });
  return [
    rec(OP.socket, LISTENER),
    ...options(choice, LISTENER),
    rec(OP.bind, LISTENER, { b: 1 }),
    rec(OP.listen, LISTENER, { a: 10 }),
    ...handshake(choice),
    rec(OP.accept, LISTENER, { a: FIRST }),
  ];
}

function active(choice: Choice, model: Model): readonly Rec[] {
  model.set(FIRST, { socket: "connected", peer: "open" });
  return [
    rec(OP.socket, FIRST),
    ...options(choice, FIRST),
    rec(OP.connect, FIRST, { a: FIRST }),
    chunk(FIRST, CHUNK.initAck, firstInit(choice)),
    chunk(FIRST, CHUNK.cookieAck),
  ];
}

/** A one-to-many socket; `isActive`: its first message opens the association. */
function many(choice: Choice, model: Model, isActive: boolean): readonly Rec[] {
  model.set(LISTENER, { socket: "connected", isMany: true });
  model.set(FIRST, { peer: "open" });
  return [
    rec(OP.socket, LISTENER, { a: ONE_TO_MANY }),
    ...options(choice, LISTENER),
    rec(OP.bind, LISTENER, { b: 1 }),
    rec(OP.listen, LISTENER, { a: 10 }),
    ...(isActive
      ? [
          rec(OP.send, LISTENER, { a: 100, b: FIRST + 1 }),
          chunk(FIRST, CHUNK.initAck, firstInit(choice)),
          chunk(FIRST, CHUNK.cookieAck),
        ]
      : handshake(choice)),
  ];
}
