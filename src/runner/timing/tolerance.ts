// SPDX-License-Identifier: GPL-2.0

/**
 * How far from the script's time something may happen.
 *
 * The policy is packetdrill's, whose scripts are written for it: `--tolerance_usecs` (4 ms unless
 * said otherwise), or `--tolerance_percent` (12.5: the granularity of the kernel's timer wheel) of
 * the time since the previous event, whichever is more. Under the virtual clock nothing but the
 * kernel's own decisions makes a difference, so `--tolerance_usecs=0` asserts exact times: it means
 * no percent either, unless they are given; how far off each event was is in the Trace in any case.
 */
export interface Tolerance {
  readonly usecs: number;
  readonly percent: number;
}

export const DEFAULT_TOLERANCE: Tolerance = { usecs: 4000, percent: 12.5 };

/** The tolerance from the options that were given. */
export function tolerance(usecs: number | undefined, percent: number | undefined): Tolerance {
  return {
    usecs: usecs ?? DEFAULT_TOLERANCE.usecs,
    percent: percent ?? (usecs === 0 ? 0 : DEFAULT_TOLERANCE.percent),
  };
}

/**
 * The tolerance in ns of something that the script places `sinceLastNs` after its previous event;
 * undefined for the first event.
 */
export function toleranceNs(tolerance: Tolerance, sinceLastNs: number | undefined): number {
  const fixed = tolerance.usecs * 1000;
  if (sinceLastNs === undefined) return fixed;
  return Math.max(fixed, Math.floor((tolerance.percent / 100) * sinceLastNs));
}
