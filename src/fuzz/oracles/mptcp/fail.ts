// SPDX-License-Identifier: GPL-2.0
import { DSS, MPTCP, OTHER_CHECKSUM, SUBTYPE, subtypeOf } from "../../commands/mptcp/segment.js";
import { subtypeIn } from "../../history/mptcp-option.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import type { Oracle } from "../oracle.js";

const NAME = "checksum";

/** Checksums are told to be wrong only if one may be. */
export const mptcpFail: Oracle = {
  name: NAME,
  source: "RFC 8684 section 3.7; net/mptcp/subflow.c, validate_data_csum()",
  judge: ({ observations, program }) => {
    if (program.records.some(mayBeWrong)) return undefined;
    for (const [index, observation] of observations.entries()) {
      if (observation.type === "received" && observation.way !== undefined) return undefined;
      if (observation.type !== "sent" || observation.segment === undefined) continue;
      const { frame, segment } = observation;
      if (subtypeIn(frame, segment) !== SUBTYPE.fail) continue;
      const message = "a checksum is told to be wrong, and all that have come are right";
      return { oracle: NAME, message, index, cause: "right" };
    }
    return undefined;
  },
};

/** Data without its own whole mapping, or that comes once more; and what the peer itself says of checksums. */
function mayBeWrong(record: Rec): boolean {
  const { op, flags, a, c, d, e } = record;
  if (op === OP.again || op === OP.twist || op === OP.segment) return true;
  if (op !== OP.mptcp) return false;
  const subtype = subtypeOf(record);
  if (subtype === SUBTYPE.fail) return true;
  if ((c & 0xffff) === 0 && subtype !== SUBTYPE.dss) return false;
  const isOdd = (flags & (MPTCP.wrong | MPTCP.shortOption | MPTCP.uncounted | MPTCP.dataUncounted)) !== 0;
  const isOther = subtype === SUBTYPE.dss && (d & (DSS.endless | OTHER_CHECKSUM)) !== 0;
  return isOdd || isOther || a !== 0 || d >>> 16 !== 0 || e >>> 16 !== 0;
}
