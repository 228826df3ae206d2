// SPDX-License-Identifier: GPL-2.0

import { firstStrange } from "../../../inject/wire/pattern.js";
import { type DccpConnection, isDccpPacket } from "../../history/dccp.js";
import { OP } from "../../program/operations.js";
import { eachDccpConnection, type Oracle, type Violation } from "../oracle.js";
import { isData } from "./messages.js";

/** The kernel sends each message that was written once at most, as it was written. */
export const sentMessages: Oracle = {
  name: "sent-data",
  source: "RFC 4340 section 5.4; net/dccp/output.c, dccp_xmit_packet()",
  judge: (history) => {
    // A call that still waits, or was interrupted, may have written more than it has told.
    if (history.observations.some(({ type }) => type === "blocked")) return undefined;
    return eachDccpConnection(judge)(history);
  },
};

function judge({ events }: DccpConnection): Violation | undefined {
  // A call tells what it has written after the packets that it sent: first all of it, then each.
  const written: { readonly position: number; readonly length: number }[] = [];
  let position = 0;
  let isKnown = false;
  for (const event of events) {
    if (event.type !== "call") continue;
    const { rec, ret } = event.call;
    if (rec.op === OP.accept || rec.op === OP.connect) isKnown = true;
    if (rec.op !== OP.send || ret <= 0) continue;
    written.push({ position, length: ret });
    position += ret;
  }
  if (!isKnown) return undefined;
  let next = 0;
  for (const event of events) {
    if (!isDccpPacket(event) || event.type !== "out" || !isData(event.packet)) continue;
    const { frame, packet, index } = event;
    const length = frame.length - packet.payload;
    if (length === 0) continue;
    const found = written.findIndex(
      (message, at) =>
        at >= next &&
        message.length === length &&
        firstStrange(frame, packet.payload, frame.length, message.position) < 0,
    );
    if (found < 0) {
      const message = `${length} bytes are sent that are no message written, or one that was sent before`;
      return { oracle: "sent-data", message, index, cause: "message" };
    }
    next = found + 1;
  }
  return undefined;
}
