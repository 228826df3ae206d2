// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import type { History } from "../history/history.js";
import { type Connection, findOption, isSegment, sackBlocks } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import type { Rec } from "../program/program.js";
import { optionIndex, STRINGS } from "../program/tables.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

/** Places in struct tcp_info of include/uapi/linux/tcp.h. */
const AT = { state: 0, caState: 1, ssthresh: 76, cwnd: 80, retransmitted: 100, delivered: 192 } as const;
const SIZE = 196;
/** TCP_ESTABLISHED, include/net/tcp_states.h. */
const ESTABLISHED = 1;
/** enum tcp_ca_state. */
const CA = { open: 0, recovery: 3, loss: 4 } as const;
const INFO = optionIndex("TCP_INFO");
const SACK_PERMITTED = 4;

/** RFC 6928; include/net/tcp.h. */
const INITIAL = 10;
/** What a loss leaves of a window: RFC 9438 section 4.6, as net/ipv4/tcp_cubic.c has it; RFC 5681 equation 4. */
const BETA = { cubic: 717 / 1024, reno: 1 / 2 } as const;
const LEAST_SSTHRESH = 2;
const ALGORITHM = optionIndex("TCP_CONGESTION");
const RENO = STRINGS.indexOf("reno");

type Algorithm = keyof typeof BETA;

/**
 * What TCP_INFO tells: in slow start the window grows by one segment for each that is acknowledged; in congestion
 * avoidance with CUBIC by one for two at most, with Reno for a window of them. A loss leaves a slow start threshold
 * of a part of the window.
 */
export const congestionControl: Oracle = {
  name: "congestion-control",
  source: "RFC 5681 section 3.1, RFC 9438 sections 4.4 and 4.6; net/ipv4/tcp_cubic.c, tcp_cong_avoid_ai()",
  judge: eachConnection(judge),
};

/** All but the first in segments. */
interface Told {
  readonly caState: number;
  readonly ssthresh: number;
  readonly cwnd: number;
  readonly retransmitted: number;
  /** The SYN among them. */
  readonly delivered: number;
}

function judge({ events }: Connection, { program }: History): Violation | undefined {
  // Other algorithms, or other windows at the beginning.
  if (program.records.some(isOther)) return undefined;
  let algorithm: Algorithm = "cubic";
  /** Of which the threshold may be: one takes over what the one before has left. */
  let former: Algorithm = algorithm;
  let sent = 0;
  let hasLoss = false;
  let una = 0;
  let hasSack = false;
  let hasSyn = false;
  let before: Told | undefined;
  for (const event of events) {
    // An ICMP error may be about the size of segments.
    if (event.type === "other") return undefined;
    if (isSegment(event)) {
      if (event.type === "out") {
        // A SYN that is lost is a loss, too, with windows of its own.
        const isSyn = (event.segment.flags & TCP_FLAG.SYN) !== 0;
        if (isSyn && hasSyn) return undefined;
        hasSyn ||= isSyn;
        hasLoss ||= event.from < sent;
        sent = Math.max(sent, event.to);
        continue;
      }
      if ((event.segment.flags & TCP_FLAG.SYN) !== 0)
        hasSack ||= findOption(event.frame, event.segment, SACK_PERMITTED) !== undefined;
      una = Math.max(una, event.ack ?? 0);
      // What was not lost after all (RFC 2883) brings the window of before back.
      if (sackBlocks(event).some(([, to]) => to <= una)) return undefined;
      continue;
    }
    const { rec, ret, data } = event.observation;
    if (rec.op === OP.setOption && ret === 0) {
      algorithm = "reno";
      if (!hasLoss) former = algorithm;
      before = undefined;
    }
    const now = rec.op === OP.getOption && rec.a === INFO && ret === 0 ? toldBy(data) : undefined;
    if (now === undefined) continue;
    const wrong = growth(before, now, algorithm) ?? (hasSack ? threshold(now, former) : undefined);
    before = now;
    if (wrong === undefined) continue;
    const { cause, message, holds } = wrong;
    const instead = { event: `%{ assert ${holds}, ${holds.split(" ")[0]} }%` };
    return { oracle: "congestion-control", message, index: event.index, cause, instead };
  }
  return undefined;
}

function isOther({ op, a, b }: Rec): boolean {
  return op === OP.sysctl || (op === OP.setOption && !(a === ALGORITHM && b % STRINGS.length === RENO));
}

function toldBy(data: Uint8Array): Told | undefined {
  if (data.length < SIZE || data[AT.state] !== ESTABLISHED) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const u32 = (at: number): number => view.getUint32(at, true);
  return {
    caState: data[AT.caState] ?? 0,
    ssthresh: u32(AT.ssthresh),
    cwnd: u32(AT.cwnd),
    retransmitted: u32(AT.retransmitted),
    delivered: u32(AT.delivered),
  };
}

interface Wrong {
  readonly cause: string;
  readonly message: string;
  /** What has to hold, in the words of scripts. */
  readonly holds: string;
}

/** As long as nothing is lost. */
function growth(before: Told | undefined, now: Told, algorithm: Algorithm): Wrong | undefined {
  if (before?.caState !== CA.open || before.retransmitted !== now.retransmitted) return undefined;
  const delivered = now.delivered - before.delivered;
  const avoids = before.cwnd >= before.ssthresh;
  // Some of what was acknowledged before may count only now: snd_cwnd_cnt.
  const avoiding =
    algorithm === "reno" ? Math.floor(delivered / before.cwnd) + 2 : Math.floor(now.delivered / 2) + 1;
  const most = before.cwnd + (avoids ? Math.min(delivered, avoiding) : delivered);
  if (now.cwnd <= most) return undefined;
  const state = avoids ? "congestion avoidance" : "slow start";
  const message = `in ${state} the congestion window grows from ${before.cwnd} to ${now.cwnd} for ${delivered} segments`;
  return { cause: "growth", message, holds: `tcpi_snd_cwnd <= ${most}` };
}

/** Of a window that has grown by all that was delivered. */
function threshold({ caState, ssthresh, delivered }: Told, algorithm: Algorithm): Wrong | undefined {
  if (caState !== CA.recovery && caState !== CA.loss) return undefined;
  const most = INITIAL + delivered;
  const allowed = Math.max(LEAST_SSTHRESH, Math.floor(most * BETA[algorithm]));
  if (ssthresh <= allowed) return undefined;
  const message = `after a loss the slow start threshold is ${ssthresh}, and the window was no more than ${most}`;
  return { cause: "threshold", message, holds: `tcpi_snd_ssthresh <= ${allowed}` };
}
