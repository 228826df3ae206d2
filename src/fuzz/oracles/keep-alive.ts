// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import type { History } from "../history/history.js";
import { isPlain } from "../history/plain.js";
import { type Connection, isSegment } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import { optionOf } from "../program/tables.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

/**
 * A connection with SO_KEEPALIVE on which nothing comes is asked after TCP_KEEPIDLE, then every TCP_KEEPINTVL, and given
 * up after TCP_KEEPCNT, not earlier.
 */
export const keepAlive: Oracle = {
  name: "keep-alive",
  source: "RFC 9293 section 3.8.4, tcp(7); net/ipv4/tcp_timer.c, tcp_keepalive_timer()",
  needsMemory: true,
  judge: eachConnection(judge),
};

/** Timers of seconds may be late by an eighth: kernel/time/timer.c. */
const LATE = 1.13;
const SECOND_NS = 1e9;
/** What clocks of ticks cut off. */
const TICKS_NS = 20_000_000;

function judge(
  { events, isWhole, isActive }: Connection,
  { observations, program }: History,
): Violation | undefined {
  if (!isWhole || observations.some(({ type }) => type === "blocked")) return undefined;
  const set = program.records.filter(({ op }) => op === OP.setOption).map(({ a }) => optionOf(a)?.name);
  if (!set.includes("SO_KEEPALIVE") || set.includes("TCP_USER_TIMEOUT")) return undefined;
  const values = new Map<string, number>();
  let isOpen = false;
  let openNs = 0;
  let written = 0;
  let acknowledged = 1;
  /** By segments that the kernel has to take: they have the very number that it expects. */
  let surely = 1;
  let expected = 1;
  let sent = 0;
  let probes = 0;
  let heardNs = 0;
  let heardIndex = 0;
  /** When something came that the kernel has to take. */
  let surelyNs: number | undefined;
  // What is sent in a call waits for no timer.
  const calls = new Set(events.flatMap((event) => (event.type === "call" ? [event.observation.timeNs] : [])));
  /** When something was set last. */
  let sinceNs = 0;
  for (const event of events) {
    if (event.type === "other") return undefined;
    if (!isSegment(event)) {
      const { rec, ret, timeNs } = event.observation;
      if (timeNs > givenUp()) return kept(timeNs);
      if (rec.op === OP.accept) {
        isOpen = true;
        openNs = timeNs;
      } else if (rec.op === OP.connect && isActive) openNs = isOpen ? openNs : timeNs;
      else if (rec.op === OP.setOption && ret === 0) {
        // Where it is set while the timer runs, both times may count.
        if (timeNs > openNs + SECOND_NS) return undefined;
        values.set(optionOf(rec.a)?.name ?? "", rec.b);
        sinceNs = timeNs;
      } else if (rec.op === OP.send && ret > 0) written += ret;
      else if (rec.op === OP.receive && ret < 0) continue;
      else if (rec.op !== OP.getOption && rec.op !== OP.ioctl && rec.op !== OP.receive && rec.op !== OP.poll)
        return undefined;
      continue;
    }
    const { segment, timeNs, from, index } = event;
    if (timeNs > givenUp()) return kept(timeNs);
    if ((segment.flags & TCP_FLAG.FIN) !== 0) return undefined;
    if (event.type === "in") {
      if ((segment.flags & TCP_FLAG.RST) !== 0) return undefined;
      // An older acknowledgment tells nothing.
      const isLatest = (event.ack ?? 0) >= acknowledged;
      acknowledged = Math.max(acknowledged, event.ack ?? 0);
      if (isPlain(event, program.records[event.record], sent) && from === expected) {
        surely = Math.max(surely, event.ack ?? 0);
        if (isLatest) surelyNs = timeNs;
      }
      heardNs = timeNs;
      heardIndex = index;
      probes = 0;
      continue;
    }
    if ((segment.flags & TCP_FLAG.RST) !== 0) {
      const isByTimer = timeNs > heardNs && !calls.has(timeNs);
      return isByTimer && timeNs < patience() ? early(index, timeNs) : undefined;
    }
    expected = event.ack ?? expected;
    sent = Math.max(sent, event.to);
    const isSyn = (segment.flags & TCP_FLAG.SYN) !== 0;
    // Before the handshake is done nothing is kept alive.
    if (isActive && !isSyn && !isOpen) {
      isOpen = true;
      openNs = timeNs;
    }
    if (!isSyn && from === acknowledged - 1 && segment.length <= 1 && timeNs > heardNs + SECOND_NS / 2)
      probes++;
    const count = values.get("TCP_KEEPCNT");
    if (
      values.get("SO_KEEPALIVE") !== 1 ||
      count === undefined ||
      count < 1 ||
      probes <= count ||
      written >= surely
    )
      continue;
    const message = `keep-alive ${probes} is sent, and TCP_KEEPCNT is ${count}`;
    return { oracle: "keep-alive", message, index, cause: "count" };
  }
  const endNs = observations.at(-1)?.timeNs ?? 0;
  return endNs > givenUp() ? kept(endNs) : undefined;

  /** In s; undefined if it is not asked for, or what is not acknowledged has a timer of its own. */
  function asked(): { readonly idle: number; readonly interval: number; readonly count: number } | undefined {
    const [idle = 0, interval = 0, count = 0] = ["TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT"].map((name) =>
      values.get(name),
    );
    const isAsked = values.get("SO_KEEPALIVE") === 1 && idle >= 1 && interval >= 1 && count >= 1;
    return isAsked && isOpen && written < surely ? { idle, interval, count } : undefined;
  }

  /** When at the latest a connection that nothing has come on is given up. */
  function givenUp(): number {
    const times = asked();
    if (times === undefined) return Number.POSITIVE_INFINITY;
    // The timer may run for an interval when something comes.
    const { idle, interval, count } = times;
    return Math.max(heardNs, sinceNs) + ((idle + interval * (count + 1)) * LATE + 1) * SECOND_NS;
  }

  /** Until when at least it is kept. */
  function patience(): number {
    const times = asked();
    if (times === undefined || surelyNs === undefined || surelyNs < sinceNs) return 0;
    const { idle, interval, count } = times;
    return surelyNs + (idle + interval * count) * SECOND_NS - TICKS_NS;
  }

  function early(index: number, ns: number): Violation {
    const message = `a connection is given up ${((ns - heardNs) / SECOND_NS).toFixed(1)} s after the peer has answered`;
    return { oracle: "keep-alive", message, index, cause: "given up" };
  }

  function kept(ns: number): Violation {
    const message = `nothing comes for ${Math.round((ns - heardNs) / SECOND_NS)} s, and the connection is not given up`;
    return { oracle: "keep-alive", message, index: heardIndex, cause: "not given up" };
  }
}
