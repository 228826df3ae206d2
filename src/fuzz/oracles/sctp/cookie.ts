// SPDX-License-Identifier: GPL-2.0
import { CHUNK } from "../../commands/sctp/chunk.js";
import type { History } from "../../history/history.js";
import { cookieKey, cookieOf } from "../../history/sctp.js";
import { packetOf } from "../../history/sctp-packet.js";
import type { Oracle, Violation } from "../oracle.js";
import { changesTimers } from "./timers.js";

/** RFC 9260 section 5.2.6: in the place of a COOKIE ACK. */
const STALE = [/sctp.*$/, "sctp: ERROR[flgs=0, STALE_COOKIE_ERROR[staleness=...]]"] as const;
const NAME = "cookie";
/** Valid.Cookie.Life of RFC 9260 section 16, and a second more. */
const LIFE_NS = 61_000_000_000;
/** The fixed part of an INIT; and a parameter by which the peer asks for more time. */
const FIXED = 16;
const PRESERVATIVE = 9;

/** Only a cookie that the kernel has made, as it was and not too old, opens an association. */
export const cookie: Oracle = {
  name: NAME,
  source: "RFC 9260 sections 5.1.5, 5.2.6; net/sctp/sm_make_chunk.c, sctp_unpack_cookie()",
  judge,
};

function judge({ program, observations }: History): Violation | undefined {
  if (program.records.some(changesTimers)) return undefined;
  /** When the kernel has made it. */
  const made = new Map<string, number>();
  /** Units with an association, or one that was. */
  const known = new Set<number>();
  let refused: { readonly record: number; readonly why: string; readonly isOld: boolean } | undefined;
  for (const [index, observation] of observations.entries()) {
    if (observation.type === "received") {
      refused = undefined;
      if (observation.way !== undefined) return undefined;
      const { frame, timeNs, record } = observation;
      const packet = packetOf(frame, 0);
      const [first] = packet?.chunks ?? [];
      if (packet === undefined || first === undefined) continue;
      if (first.type === CHUNK.init && hasParameter(frame, first.value + FIXED, first.end)) return undefined;
      if (first.type !== CHUNK.cookieEcho) continue;
      const since = made.get(cookieKey(frame, first.value, first.end));
      const isAgain = known.has(packet.unit);
      if (since === undefined)
        refused = {
          record,
          why: `that the kernel has not made${isAgain ? ", by an association" : ""}`,
          isOld: false,
        };
      else if (!isAgain && timeNs - since > LIFE_NS)
        refused = { record, why: `that is ${Math.round((timeNs - since) / 1e9)} s old`, isOld: true };
    }
    if (observation.type !== "sent") continue;
    const packet = packetOf(observation.frame, 2);
    for (const { type, value, end } of packet?.chunks ?? []) {
      if (type === CHUNK.initAck) {
        const text = cookieOf(observation.frame, value + FIXED, end);
        if (text !== undefined) made.set(text, observation.timeNs);
      }
      if (type === CHUNK.init) known.add(packet?.unit ?? 0);
      if (type !== CHUNK.cookieAck) continue;
      if (refused !== undefined && refused.record === observation.record) {
        const message = `a cookie ${refused.why} is taken`;
        const cause = refused.why.replace(/\d+/g, "#");
        return { oracle: NAME, message, index, cause, ...(refused.isOld && { instead: { words: STALE } }) };
      }
      known.add(packet?.unit ?? 0);
    }
  }
  return undefined;
}

function hasParameter(frame: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at + 4 <= end; ) {
    const [high = 0, low = 0, upper = 0, lower = 0] = frame.subarray(at, at + 4);
    if (high === 0 && low === PRESERVATIVE) return true;
    at += Math.max(4, Math.ceil((upper * 256 + lower) / 4) * 4);
  }
  return false;
}
