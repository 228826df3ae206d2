// SPDX-License-Identifier: GPL-2.0
import { DCCP } from "../../commands/dccp/packet.js";
import { type DccpConnection, type DccpPacket, isDccpPacket, ReceiveWindow } from "../../history/dccp.js";
import type { History } from "../../history/history.js";
import { OP } from "../../program/operations.js";
import { eachDccpConnection, type Oracle, type Violation } from "../oracle.js";

const EAGAIN = -11;
const PEEK = 0x2;
const TRUNCATE = 0x20;

/** An application reads the messages of the peer's that were in the window, each as it is and once, as they came. */
export const messages: Oracle = {
  name: "datagrams",
  source: "RFC 4340 sections 5.4, 7.5.1 and 9; net/dccp/input.c, dccp_check_seqno()",
  judge: eachDccpConnection(judge),
};

function judge({ events }: DccpConnection, history: History): Violation | undefined {
  const window = new ReceiveWindow(history);
  const sent: Uint8Array[] = [];
  let next = 0;
  for (const event of events) {
    if (isDccpPacket(event)) {
      const { type, packet, number, frame } = event;
      const isInside = !window.isAbove(number) && !window.isBelow(number);
      if (type === "in" && isData(packet) && isInside) sent.push(frame.subarray(packet.payload));
      window.add(event);
    }
    if (event.type !== "call") continue;
    const { rec, ret, data } = event.call;
    if (rec.op !== OP.receive || ret <= 0) continue;
    if ((rec.flags & TRUNCATE) !== 0) return undefined;
    const isIt = (message: Uint8Array): boolean =>
      (ret < rec.a ? message.length === ret : message.length >= ret) &&
      data.every((byte, at) => byte === message[at]);
    const found = sent.findIndex((message, at) => at >= next && isIt(message));
    if (found < 0) {
      const isOld = sent.some(isIt);
      const what = isOld ? "were read before, or came before what was" : "no packet in the window had";
      const message = `${ret} bytes are received that ${what}`;
      const cause = isOld ? "order" : "content";
      return { oracle: "datagrams", message, index: event.index, cause, instead: { ret: EAGAIN } };
    }
    if ((rec.flags & PEEK) === 0) next = found + 1;
  }
  return undefined;
}

export function isData({ type }: DccpPacket): boolean {
  return type === DCCP.data || type === DCCP.dataAck;
}
