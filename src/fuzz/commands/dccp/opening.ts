// SPDX-License-Identifier: GPL-2.0
import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import { optionIndex, sysctlIndex } from "../../program/tables.js";
import { rec } from "../command.js";
import { feedback } from "./acknowledge.js";
import { ALL_RECEIVED, DCCP, messageLength, OPTION, PACKET, packet } from "./packet.js";
import { firstPacket } from "./request.js";

const LISTENER = 0;
const FIRST = 1;
/** Enough for some timers of CCID 2, which wait for 64 s at most. */
const QUIET_US = 300_000_000;

/** What programs begin with: a connection that either side opens. CCID 3 seldom, for what is known of it. */
export function dccpOpening(choice: Choice, model: Model): readonly Rec[] {
  const kind = choice.int(0, 11);
  if (kind === 0) return [];
  const isCcid3 = choice.once(16);
  const opened = kind <= 3 ? active(choice, isCcid3) : passive(choice, model, isCcid3);
  model.set(FIRST, { socket: "connected", peer: "open", isCcid3 });
  return [...sysctls(choice), ...opened, ...flight(choice)];
}

/** More messages than the window has room for, and time for the timer to expire; RFC 4341 section 5. */
function flight(choice: Choice): readonly Rec[] {
  if (!choice.once(6)) return [];
  const sends = Array.from({ length: choice.int(3, 8) }, () =>
    rec(OP.send, FIRST, { a: messageLength(choice) }),
  );
  const after = choice.once(2) ? choice.micros() : QUIET_US;
  return choice.once(3) ? sends : [...sends, rec(OP.advance, 0, { a: after })];
}

function sysctls(choice: Choice): readonly Rec[] {
  if (!choice.once(6)) return [];
  const [name, values] = choice.of([
    ["dccp/default/seq_window", [32, 50, 1000]],
    ["dccp/default/tx_qlen", [0, 1, 20]],
    ["dccp/default/sync_ratelimit", [0, 1000]],
  ] as const);
  return [rec(OP.sysctl, 0, { a: sysctlIndex(name), b: choice.of<number>(values) })];
}

function options(choice: Choice, unit: number): readonly Rec[] {
  if (!choice.once(4)) return [];
  const [name, b] = choice.of([
    ["DCCP_SOCKOPT_SEND_CSCOV", choice.int(0, 15)],
    ["DCCP_SOCKOPT_RECV_CSCOV", choice.int(0, 15)],
    ["DCCP_SOCKOPT_QPOLICY_TXQLEN", choice.of([0, 1, 20])],
    ["DCCP_SOCKOPT_QPOLICY_ID", 1],
    ["DCCP_SOCKOPT_SERVER_TIMEWAIT", 1],
    ["SO_RCVBUF", choice.of([1, 5000, 500_000])],
  ] as const);
  return [rec(OP.setOption, unit, { a: optionIndex(name), b })];
}

/** The packet that completes the handshake, or shows the kernel that it is complete. */
function lastPacket(choice: Choice, isCcid3: boolean, sequence = 0): Rec {
  const told = isCcid3 ? feedback(choice) : { options: OPTION.ackVector0, extra: ALL_RECEIVED };
  return packet(FIRST, DCCP.ack, {
    ...told,
    sequence,
    flags: PACKET.confirms | (isCcid3 ? PACKET.ccid3 : 0),
  });
}

function passive(choice: Choice, model: Model, isCcid3: boolean): readonly Rec[] {
  model.set(LISTENER, { socket: "listening" });
  // What is sent again has the next number, and is answered again.
  const again = choice.once(8) ? [packet(FIRST, DCCP.request, { flags: PACKET.uncounted })] : [];
  return [
    rec(OP.socket, LISTENER),
    ...options(choice, LISTENER),
    rec(OP.bind, LISTENER, { b: 1 }),
    rec(OP.listen, LISTENER, { a: 10 }),
    packet(FIRST, DCCP.request, firstPacket(choice, isCcid3)),
    ...(choice.once(3) ? [rec(OP.advance, 0, { a: choice.int(1, 100) * 1000 })] : []),
    ...again,
    lastPacket(choice, isCcid3, again.length),
    rec(OP.accept, LISTENER, { a: FIRST }),
  ];
}

function active(choice: Choice, isCcid3: boolean): readonly Rec[] {
  const first = firstPacket(choice, isCcid3);
  return [
    rec(OP.socket, FIRST),
    ...options(choice, FIRST),
    rec(OP.connect, FIRST, { a: FIRST }),
    ...(choice.once(3) ? [rec(OP.advance, 0, { a: choice.int(1, 100) * 1000 })] : []),
    packet(FIRST, DCCP.response, { ...first, flags: (first.flags ?? 0) | PACKET.confirms }),
    ...(choice.once(4) ? [] : [lastPacket(choice, isCcid3)]),
  ];
}
