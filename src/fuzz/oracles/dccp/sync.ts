// SPDX-License-Identifier: GPL-2.0
import { DCCP } from "../../commands/dccp/packet.js";
import {
  type DccpConnection,
  type DccpEvent,
  type DccpSent,
  isDccpPacket,
  ReceiveWindow,
} from "../../history/dccp.js";
import type { History } from "../../history/history.js";
import { OP } from "../../program/operations.js";
import { optionIndex, sysctlIndex } from "../../program/tables.js";
import { answerPorts } from "../answer-ports.js";
import { eachDccpConnection, type Oracle, type Violation } from "../oracle.js";
import { Life } from "./life.js";
import { isData } from "./messages.js";

/** Linux answers no more of them than one in 125 ms: sysctl sync_ratelimit. */
const RATE_NS = 126_000_000;
const RATE = sysctlIndex("dccp/default/sync_ratelimit");
/** A socket whose buffer is full takes no packet at all: as many messages go into one that nobody made smaller. */
const BUFFER = optionIndex("SO_RCVBUF");
const MOST_MESSAGES = 40;
/** A Reset is answered by a Sync of other numbers, a Sync that is out of the window by nothing. */
const OTHERS: readonly number[] = [DCCP.reset, DCCP.sync, DCCP.syncAck];

/**
 * A packet beyond the sequence window is answered by a Sync that acknowledges it; for a Reset it is one that acknowledges
 * the greatest number received.
 */
export const sync: Oracle = {
  name: "sync",
  source: "RFC 4340 sections 7.5.4 and 8.5 step 6; net/dccp/input.c, dccp_check_seqno()",
  needsMemory: true,
  judge: (history) => {
    const { program } = history;
    const hasOther = program.records.some(
      ({ op, a }) => (op === OP.sysctl && a === RATE) || (op === OP.setOption && a === BUFFER),
    );
    if (hasOther) return undefined;
    return eachDccpConnection(judge)(history);
  },
};

function judge({ events }: DccpConnection, history: History): Violation | undefined {
  const window = new ReceiveWindow(history);
  const life = new Life();
  let messages = 0;
  let sent = 0;
  // The rate is limited from the beginning: what comes before the kernel's first packet is of no connection.
  let last = Number.POSITIVE_INFINITY;
  for (const [at, event] of events.entries()) {
    if (isDccpPacket(event)) {
      const { type, packet, number, index } = event;
      if (type === "in" && isData(packet) && ++messages > MOST_MESSAGES) return undefined;
      if (type === "in" && packet.type === DCCP.reset) {
        if (!window.isNoReset(event)) return undefined;
        if (life.isOpen && window.isAbove(number) && isAnswered(events, at, packet.sequence)) {
          const message = `the Sync that answers a Reset beyond the window acknowledges its number, ${number}`;
          return { oracle: "sync", message, index, cause: "reset" };
        }
      }
      if (
        type === "in" &&
        life.isOpen &&
        !OTHERS.includes(packet.type) &&
        window.isAbove(number) &&
        event.timeNs - last > RATE_NS &&
        // With partial coverage a packet may be dropped for that.
        isCovered(event) &&
        !isAnswered(events, at, packet.sequence)
      ) {
        const message = `a packet with number ${number}, beyond the window, is not answered by a Sync`;
        const numbers = `seq ${sent + 1} ack ${packet.sequence}`;
        const instead = { event: `> dccp ${answerPorts(event.frame)} Sync ${numbers} <...>` };
        return { oracle: "sync", message, index, cause: "sync", instead };
      }
      if (type === "out") sent = Math.max(sent, number);
      if (type === "out" && (packet.type === DCCP.sync || last > event.timeNs)) last = event.timeNs;
      window.add(event);
    }
    life.add(event);
    if (life.isOver) return undefined;
  }
  return undefined;
}

function isAnswered(events: readonly DccpEvent[], at: number, sequence: number): boolean {
  for (const event of events.slice(at + 1)) {
    if (!isDccpPacket(event) || event.type === "in") return false;
    if (event.packet.type === DCCP.sync && event.packet.ack === sequence) return true;
  }
  return false;
}

function isCovered({ frame }: DccpSent): boolean {
  const isIpv6 = (frame[0] ?? 0) >> 4 === 6;
  return ((frame[(isIpv6 ? 40 : 20) + 5] ?? 0) & 15) === 0;
}
