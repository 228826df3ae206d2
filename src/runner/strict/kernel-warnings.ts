// SPDX-License-Identifier: GPL-2.0
import type { Trace, TraceEvent } from "../trace/trace.js";

export type LogEvent = TraceEvent & { readonly type: "log" };

/** KERN_WARNING, include/linux/kern_levels.h; that of WARN() and lockdep, too. */
const WARNING_LEVEL = 4;

/** What debugging checks of the kernel say, at whatever level. */
export const COMPLAINT =
  /\b(?:WARNING|BUG|KASAN|UBSAN|KCSAN|refcount_t|suspicious RCU|possible .* deadlock|ODEBUG)\b/;

/** What a kernel says of a whole protocol the first time it is used: UDP-Lite, DCCP. No run is to blame. */
const DEPRECATION = /\bis deprecated and scheduled to be removed\b/;

/**
 * What protocols remark about their peers and applications at the level of a warning or worse: packets out
 * of the window, options in error, messages not read, chunks that have no place. DCCP_WARN() and
 * DCCP_CRIT() in net/dccp/dccp.h (about itself DCCP has DCCP_BUG()); SCTP_DISPOSITION_VIOLATION
 * in net/sctp/sm_sideeffect.c.
 */
export const REMARK =
  /^(?:dccp|ccid[23]|tfrc)_\w+: | at net\/dccp\/\S+:\d+\/\w+\(\)$|^sctp: protocol violation state \d+ chunkid \d+$/;

/** That a segment is longer than the MSS that the kernel has announced: the script has sent it; tcp_gro_dev_warn(). */
const OF_LONG_SEGMENTS = /^TCP: \S+: Driver has suspect GRO implementation/;

const HARMLESS = [DEPRECATION, REMARK, OF_LONG_SEGMENTS];

function isWarning({ level, text }: LogEvent): boolean {
  return COMPLAINT.test(text) || (level <= WARNING_LEVEL && !HARMLESS.some((one) => one.test(text)));
}

/**
 * The warnings of the kernel in a run, its init command included. Of one that goes over several lines
 * (a backtrace) the first is told: the others are in the kernel's log of the report.
 */
export function kernelWarnings({ events }: Trace): readonly LogEvent[] {
  let before: LogEvent | undefined;
  return events.flatMap((event) => {
    if (event.type !== "log" || !isWarning(event)) return [];
    const isSame = before?.timeNs === event.timeNs && before.line === event.line;
    before = event;
    return isSame ? [] : [event];
  });
}
