// SPDX-License-Identifier: GPL-2.0

/** How closely outbound packets must be what the script says. */
export interface MatchPolicy {
  /**
   * `--strict_segments`. Without it, an expected segment may come as several that follow each other
   * and differ in nothing but FIN, PSH and CWR, all but the last one of equal length.
   */
  readonly strictSegments: boolean;
  /** `--tcp_ts_tick_usecs`: length of a tick of the kernel's timestamp clock; 0: not compared. */
  readonly timestampTickUs: number;
  /** How far a timestamp may be from what the script says: `--tolerance_usecs`, or more with time. */
  readonly timestampToleranceUs: number;
  /** Whether echoed timestamps are compared. packetdrill never does; they are exact nevertheless. */
  readonly timestampEcho: "exact" | "any";
}

export const DEFAULT_POLICY: MatchPolicy = {
  strictSegments: false,
  timestampTickUs: 0,
  timestampToleranceUs: 4000,
  timestampEcho: "exact",
};
