// SPDX-License-Identifier: GPL-2.0
import { DCCP } from "../../commands/dccp/packet.js";
import { type DccpConnection, isDccpPacket, ReceiveWindow } from "../../history/dccp.js";
import type { History } from "../../history/history.js";
import { OP } from "../../program/operations.js";
import { open } from "../blind-reset.js";
import { eachDccpConnection, type Oracle, type Violation } from "../oracle.js";
import { Life } from "./life.js";
import { isData } from "./messages.js";

const EPIPE = -32;
const ENOTCONN = -107;
/** What a Reset is for applications: net/dccp/input.c, dccp_reset_code_convert(). */
const ERRORS = new Set([-104, -111, -87, -122, -42, -53, -56, -84, -95]);
const NO_CONNECTION = 3;
/** Of the code, from the end of the header of a Reset without options. */
const CODE = 28 - 4;

/** A connection ends by a Reset only if that has a number above the greatest received, and acknowledges what was sent. */
export const dccpBlindReset: Oracle = {
  name: "blind-reset",
  source: "RFC 4340 section 7.5.3; net/dccp/input.c, dccp_check_seqno()",
  judge: eachDccpConnection(judge),
};

function judge({ events }: DccpConnection, history: History): Violation | undefined {
  const window = new ReceiveWindow(history);
  const life = new Life();
  let wasReset = false;
  let hasEmpty = false;
  // Before there is a connection, too.
  const isShut = history.program.records.some(({ op }) => op === OP.shutdown);
  for (const event of events) {
    if (isDccpPacket(event)) {
      const { type, packet, frame } = event;
      if (type === "in" && packet.type === DCCP.reset) {
        if (!window.isNoReset(event)) return undefined;
        wasReset ||= life.isOpen;
      }
      if (type === "in" && isData(packet) && packet.payload === frame.length) hasEmpty = true;
      if (wasReset && life.isOpen && isNoConnection(event.type, packet.type, frame))
        return violation(event.index, "the kernel knows nothing of a connection");
      window.add(event);
    }
    if (event.type === "call" && wasReset && life.isOpen) {
      const { rec, ret } = event.call;
      const isEnd =
        ERRORS.has(ret) ||
        (rec.op === OP.receive && ret === 0 && rec.a > 0 && !hasEmpty && !isShut) ||
        ((rec.op === OP.receive || rec.op === OP.send) && ((ret === EPIPE && !isShut) || ret === ENOTCONN));
      if (isEnd && (rec.op === OP.receive || rec.op === OP.send))
        return { ...violation(event.index, `a call returns ${ret} on a connection`), ...open(rec) };
    }
    life.add(event);
    if (life.isOver) return undefined;
  }
  return undefined;
}

function isNoConnection(direction: "in" | "out", type: number, frame: Uint8Array): boolean {
  if (direction === "in" || type !== DCCP.reset) return false;
  const isIpv6 = (frame[0] ?? 0) >> 4 === 6;
  return frame[(isIpv6 ? 40 : 20) + CODE] === NO_CONNECTION;
}

function violation(index: number, what: string): Violation {
  const message = `${what} that only Resets with wrong numbers have ended`;
  return { oracle: "blind-reset", message, index, cause: "reset" };
}
