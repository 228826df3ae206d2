// SPDX-License-Identifier: GPL-2.0
import { CELL, DCCP } from "../../commands/dccp/packet.js";
import { type DccpConnection, type DccpSent, isDccpPacket } from "../../history/dccp.js";
import { ackVectorOf } from "../../history/dccp-vector.js";
import { eachDccpConnection, type Oracle, type Violation } from "../oracle.js";
import { Life } from "./life.js";

/** The kernel's Ack Vectors tell of no packet as received that has not come. */
export const ackVector: Oracle = {
  name: "ack-vector",
  source: "RFC 4340 section 11.4; net/dccp/ackvec.c, dccp_ackvec_input()",
  judge: eachDccpConnection(judge),
};

/** DCCPAV_BURST_THRESH of net/dccp/ackvec.h. */
const BURST = 63;
/** Linux fills in the same vector whatever a Sync acknowledges. */
const SYNCS: readonly number[] = [DCCP.sync, DCCP.syncAck];

function judge({ events }: DccpConnection): Violation | undefined {
  const life = new Life();
  const came = new Set<number>();
  let greatest = 0;
  /** The peer has acknowledged a packet of the kernel's behind the first one, which may have had a vector. */
  let isCleared = false;
  /** So many packets were missing at once that Linux has another way to note that. */
  let hasBurst = false;
  let told = 0;
  for (const event of events) {
    life.add(event);
    // A part of a packet may have come; and while it closes the kernel acknowledges what it throws away.
    if (event.type === "other" || life.isOver) return undefined;
    if (!isDccpPacket(event)) continue;
    if (event.type === "in") {
      isCleared ||= (event.ack ?? 0) > 0;
      // Of an empty vector a late packet is the first one, though others are acknowledged.
      if (isCleared && event.number <= greatest) return undefined;
      // What was refused in between is missing, too.
      hasBurst ||= event.number > told + BURST;
      greatest = Math.max(greatest, event.number);
      came.add(event.number);
      continue;
    }
    if (!SYNCS.includes(event.packet.type)) told = Math.max(told, event.ack ?? 0);
    const wrong = SYNCS.includes(event.packet.type) ? undefined : strange(event, came, hasBurst);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function strange(event: DccpSent, came: ReadonlySet<number>, hasBurst: boolean): Violation | undefined {
  for (const { last, first, state } of ackVectorOf(event)) {
    if (state === CELL.missing) continue;
    for (let number = last; number >= first; number--) {
      if (came.has(number)) continue;
      const message = `an Ack Vector tells of packet ${number} as received, which has not come`;
      const cause = hasBurst ? "behind a burst" : "received";
      return { oracle: "ack-vector", message, index: event.index, cause };
    }
  }
  return undefined;
}
