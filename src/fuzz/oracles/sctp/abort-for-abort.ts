// SPDX-License-Identifier: GPL-2.0
import { getU16 } from "../../../inject/wire/bytes.js";
import { CHUNK } from "../../commands/sctp/chunk.js";
import type { History } from "../../history/history.js";
import { packetOf } from "../../history/sctp-packet.js";
import type { Oracle, Violation } from "../oracle.js";

const NAME = "abort-for-abort";

/** No packet that ends an association is answered by an ABORT. */
export const abortForAbort: Oracle = {
  name: NAME,
  source: "RFC 9260 section 8.4, rules 1, 2 and 7; net/sctp/input.c, sctp_rcv_ootb()",
  judge,
};

function judge({ observations }: History): Violation | undefined {
  /** When one has come, and for which association. */
  let since: number | undefined;
  let unit: number | undefined;
  for (const [index, observation] of observations.entries()) {
    if (observation.type === "received") {
      const packet = packetOf(observation.frame, 0);
      const [chunk] = packet?.chunks ?? [];
      const isAbort = chunk?.type === CHUNK.abort && packet?.chunks.length === 1;
      const isTwisted = observation.way !== undefined;
      since = isAbort && !isTwisted ? observation.timeNs : undefined;
      unit = packet?.unit;
    }
    if (observation.type !== "sent" || observation.timeNs !== since) continue;
    const answer = packetOf(observation.frame, 2);
    if (answer?.unit !== unit) continue;
    const abort = answer?.chunks.find(({ type }) => type === CHUNK.abort);
    if (abort === undefined) continue;
    const cause = abort.end > abort.value ? getU16(observation.frame, abort.value) : 0;
    const message = `an ABORT is answered by an ABORT of cause ${cause}`;
    return { oracle: NAME, message, index, cause: `cause ${cause}` };
  }
  return undefined;
}
