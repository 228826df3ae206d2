// SPDX-License-Identifier: GPL-2.0
import type { Segment } from "./history.js";
import { findOption } from "./tcp.js";

/** The option of MPTCP; RFC 8684 section 8.1. */
export const MPTCP_KIND = 30;

/** The subtype of a segment's option of MPTCP; undefined without one. */
export function subtypeIn(frame: Uint8Array, segment: Segment): number | undefined {
  const at = findOption(frame, segment, MPTCP_KIND);
  return at === undefined ? undefined : (frame[at + 2] ?? 0) >> 4;
}
