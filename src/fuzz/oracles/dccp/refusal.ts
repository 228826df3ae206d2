// SPDX-License-Identifier: GPL-2.0
import { DCCP, OPTION, PACKET } from "../../commands/dccp/packet.js";
import { type DccpConnection, type DccpEvent, isDccpPacket, ReceiveWindow } from "../../history/dccp.js";
import type { History } from "../../history/history.js";
import { OP } from "../../program/operations.js";
import { type Rec, unitOf } from "../../program/program.js";
import { eachDccpConnection, type Oracle, type Violation } from "../oracle.js";
import { isCcid2 } from "./ccid.js";
import { Life } from "./life.js";

const NAME = "refusal";
/** Less than the time after which the first Response is sent again, or the request is given up: DCCP_TIMEOUT_INIT. */
const LATEST_NS = 2_900_000_000;
/** By these a listening socket, and what waits there, may end. */
const ENDS: readonly number[] = [OP.close, OP.shutdown, OP.connect, OP.settle];
const TIMES = OPTION.timestamp | OPTION.elapsedTime | OPTION.ndpCount;
const ORDINARY = TIMES | OPTION.ackVector0 | OPTION.ackVector1;
/** They may change what is negotiated. */
const CHANGES: readonly number[] = [OP.setOption, OP.sysctl, OP.twist];
const ACKNOWLEDGING: readonly number[] = [DCCP.ack, DCCP.dataAck];
/** Parts of a record's flags, its `c` and its `d`. */
const TYPE = 15;
const COVERAGE = 15;
const OPTIONS = 0xffff;
/** As long nothing is given up. */
const ALIVE_NS = 60_000_000_000;

/**
 * No Reset answers the acknowledgment of a Response, nor on an open connection the next packet if nothing is wrong with
 * it. Of options that are understood Mandatory changes nothing.
 */
export const refusal: Oracle = {
  name: NAME,
  source:
    "RFC 4340 sections 5.8.2, 8.1.3 and 8.3; net/dccp/minisocks.c, dccp_check_req(); net/dccp/options.c",
  needsMemory: true,
  judge: (history) => (isCcid2(history.program) ? eachDccpConnection(judge)(history) : undefined),
};

function judge({ events, unit }: DccpConnection, history: History): Violation | undefined {
  const { observations, program } = history;
  // Where more than one waits to be accepted there may be no room, and of other features there may be no agreement.
  const isAlone = program.records.every(
    (record) =>
      !CHANGES.includes(record.op) && (!isRequest(record) || (unitOf(record) === unit && isModest(record))),
  );
  // What comes before, whatever it is, may have confirmed what the acknowledgment has to confirm.
  const first = program.records.find((record) => confirms(record) && unitOf(record) === unit);
  const ended = observations.findIndex((seen) => seen.type === "call" && ENDS.includes(seen.rec.op));
  const window = new ReceiveWindow(history);
  const life = new Life();
  let greatest = 0;
  /** Numbers of the Responses, and when the last one was sent. */
  const responses = new Set<number>();
  let respondedNs: number | undefined;
  let lastNs = Number.NEGATIVE_INFINITY;
  for (const [at, event] of events.entries()) {
    if (event.type === "other") return undefined;
    if (isDccpPacket(event)) {
      const { type, packet, number, timeNs, index, ack } = event;
      const isFirst =
        isAlone &&
        ack !== undefined &&
        responses.has(ack) &&
        respondedNs !== undefined &&
        timeNs - respondedNs < LATEST_NS &&
        (ended < 0 || index < ended);
      const isNext = number > greatest && !window.isAbove(number) && timeNs - lastNs < ALIVE_NS;
      const record = type === "in" ? program.records[observations[index]?.record ?? -1] : undefined;
      const isGood =
        record !== undefined &&
        isNext &&
        (life.isOpen ? isPlain(record) : isFirst && record === first && completes(record));
      if (isGood && isRefused(events, at)) {
        const what = life.isOpen ? "a packet of an open connection" : "the acknowledgment of a Response";
        const cause = life.isOpen ? "packet" : "handshake";
        return { oracle: NAME, message: `${what} is answered by a Reset`, index, cause };
      }
      if (packet.type === DCCP.reset) return undefined;
      if (type === "in") greatest = Math.max(greatest, number);
      respondedNs = type === "out" && packet.type === DCCP.response ? timeNs : undefined;
      if (type === "out" && packet.type === DCCP.response) responses.add(number);
      lastNs = timeNs;
      window.add(event);
    }
    life.add(event);
    if (life.isOver) return undefined;
  }
  return undefined;
}

function isRequest({ op, flags }: Rec): boolean {
  return op === OP.dccp && (flags & TYPE) === DCCP.request;
}

/** A Request that asks for nothing but what Linux wants, too. */
function isModest({ flags, d }: Rec): boolean {
  const isShort = (flags & (PACKET.short | PACKET.ccid3)) !== 0;
  return !isShort && (d & OPTIONS & ~ORDINARY) === 0;
}

/** Whether it acknowledges the kernel's last packet, is covered by its checksum, and has no other flags and options. */
function isUsual(
  { op, flags, b, c, d }: Rec,
  types: readonly number[],
  flag: number,
  options: number,
): boolean {
  const isWhole = op === OP.dccp && b === 0 && ((c >>> 16) & COVERAGE) === 0;
  return (
    isWhole && types.includes(flags & TYPE) && (flags & ~TYPE & ~flag) === 0 && (d & OPTIONS & ~options) === 0
  );
}

function confirms({ op, flags }: Rec): boolean {
  return op === OP.dccp && (flags & PACKET.confirms) !== 0;
}

function completes(record: Rec): boolean {
  return confirms(record) && isUsual(record, ACKNOWLEDGING, PACKET.confirms, ORDINARY);
}

function isPlain(record: Rec): boolean {
  const types = [...ACKNOWLEDGING, DCCP.data];
  // Mandatory alone is an error.
  const isMandatory = (record.d & OPTION.mandatory) !== 0 && (record.d & TIMES) !== 0;
  return isUsual(record, types, 0, ORDINARY | (isMandatory ? OPTION.mandatory : 0));
}

/** Whether the kernel's answer is a Reset. */
function isRefused(events: readonly DccpEvent[], at: number): boolean {
  const [event, answer] = events.slice(at, at + 2);
  if (event === undefined || answer === undefined || !isDccpPacket(event) || !isDccpPacket(answer))
    return false;
  return answer.type === "out" && answer.packet.type === DCCP.reset && answer.timeNs === event.timeNs;
}
