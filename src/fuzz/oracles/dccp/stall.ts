// SPDX-License-Identifier: GPL-2.0
import { DCCP_TYPES } from "../../../dsl/ast.js";
import { getU16 } from "../../../inject/wire/bytes.js";
import { DCCP } from "../../commands/dccp/packet.js";
import { type DccpConnection, type DccpSent, isDccpPacket } from "../../history/dccp.js";
import type { History } from "../../history/history.js";
import { OP } from "../../program/operations.js";
import { eachDccpConnection, type Oracle, type Violation } from "../oracle.js";
import { isCcid2 } from "./ccid.js";
import { Life } from "./life.js";
import { isData } from "./messages.js";

/** Thrice the longest time that the timer of CCID 2 waits: DCCP_RTO_MAX. */
const LONGEST_NS = 192_000_000_000;

/** With CCID 2 a message that waits is sent when the timer expires at the latest: what was in flight is lost. */
export const dccpStall: Oracle = {
  name: "stall",
  source: "RFC 4341 section 5; net/dccp/ccids/ccid2.c, ccid2_hc_tx_rto_expire()",
  needsMemory: true,
  judge: (history) => (isCcid2(history.program) ? eachDccpConnection(judge)(history) : undefined),
};

function judge({ events, isWhole }: DccpConnection, { observations }: History): Violation | undefined {
  const life = new Life();
  let written = 0;
  let sent = 0;
  let since = 0;
  let index = 0;
  /** The last message that was sent, the greatest number, and how long all messages are. */
  let last: DccpSent | undefined;
  let highest = 0;
  const lengths: number[] = [];
  const stalled = (timeNs: number): Violation | undefined => {
    if (!life.isOpen || written <= sent || timeNs - since < LONGEST_NS) return undefined;
    const event = last && `> ${nextOf(last, highest, lengths[sent] ?? 0)}`;
    const seconds = Math.round((timeNs - since) / 1e9);
    const message = `${written - sent} messages wait, and nothing is sent for ${seconds} s`;
    const instead = event && { instead: { event, until: Number.POSITIVE_INFINITY } };
    return { oracle: "stall", message, index, cause: "message", ...instead };
  };
  for (const event of events) {
    const timeNs = observations[event.index]?.timeNs ?? 0;
    const violation = stalled(timeNs);
    if (violation !== undefined) return violation;
    life.add(event);
    // A message longer than a new path MTU is lost on its way out.
    if (event.type === "other") return undefined;
    if (life.isOver || (isDccpPacket(event) && event.packet.type === DCCP.reset)) return undefined;
    index = event.index;
    since = timeNs;
    if (event.type === "out") highest = Math.max(highest, event.number);
    if (event.type === "out" && isData(event.packet)) {
      sent++;
      last = event;
    }
    if (event.type === "call" && event.call.rec.op === OP.send && event.call.ret >= 0) {
      written++;
      lengths.push(event.call.ret);
    }
  }
  if (!isWhole) return undefined;
  return stalled(observations.at(-1)?.timeNs ?? 0);
}

/** The next message in the words of scripts: as the one before it, but for number and length. */
function nextOf({ frame, packet }: DccpSent, highest: number, length: number): string {
  const at = (frame[0] ?? 0) >> 4 === 6 ? 40 : ((frame[0] ?? 0) & 15) * 4;
  const ports = `${getU16(frame, at)} > ${getU16(frame, at + 2)}`;
  return `dccp ${ports} ${DCCP_TYPES[packet.type]} seq ${highest + 1} (${length}) <...>`;
}
