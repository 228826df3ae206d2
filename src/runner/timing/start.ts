// SPDX-License-Identifier: GPL-2.0

const JIFFY_NS = 1_000_000;

/** packetdrill watches times(2), which counts in USER_HZ, for ten ticks before it starts. */
const CLOCK_TICK_NS = 10 * JIFFY_NS;
const SETTLING_TICKS = 10;

/** Where in a jiffy packetdrill begins, so that events at whole ms are far from its edges. */
const OFFSET_IN_JIFFY_NS = 250_000;

/**
 * When the script's time 0 is, for a kernel of HZ=1000 whose clock shows `nowNs`: as packetdrill
 * picks it, about 100 ms later and 250 µs into a jiffy. Jiffies begin at whole ms of
 * CLOCK_MONOTONIC (kernel/time/tick-sched.c, tick_init_jiffy_update).
 */
export function startTimeNs(nowNs: number): number {
  return (Math.floor(nowNs / CLOCK_TICK_NS) + SETTLING_TICKS) * CLOCK_TICK_NS + OFFSET_IN_JIFFY_NS;
}
