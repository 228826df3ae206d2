// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../../dsl/ast.js";
import { MPTCP, SUBTYPE } from "../../commands/mptcp/segment.js";
import { findOption } from "../../history/tcp.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import type { Oracle } from "../oracle.js";

const KIND = 30;

interface Joining {
  /** The kernel has answered the SYN of a join. */
  isAnswered: boolean;
  /** Of the third packet. */
  hmac: "none" | "wrong" | "right";
}

/** A subflow whose third packet has a wrong HMAC is reset, and nothing else is sent on it. */
export const authentication: Oracle = {
  name: "authentication",
  source: "RFC 8684 section 3.2; net/mptcp/subflow.c, subflow_hmac_valid()",
  judge: ({ program, observations }) => {
    const units = new Map<number, Joining>();
    for (const [index, observation] of observations.entries()) {
      if (observation.type !== "sent" && observation.type !== "received") continue;
      const { segment, frame } = observation;
      const record = observation.type === "received" ? program.records[observation.record] : undefined;
      if (observation.way !== undefined) return undefined;
      if (segment === undefined) continue;
      const isSyn = (segment.flags & TCP_FLAG.SYN) !== 0;
      const joining = units.get(segment.unit);
      if (observation.type === "received") {
        if (isSyn) units.set(segment.unit, { isAnswered: false, hmac: "none" });
        else if (joining !== undefined && joining.hmac === "none") joining.hmac = hmacOf(record);
        continue;
      }
      if (joining === undefined) continue;
      if (isSyn) {
        const at = findOption(frame, segment, KIND);
        joining.isAnswered = at !== undefined && (frame[at + 2] ?? 0) >> 4 === SUBTYPE.join;
      } else if ((segment.flags & TCP_FLAG.RST) !== 0) {
        units.delete(segment.unit);
      } else if (
        joining.isAnswered &&
        joining.hmac === "wrong" &&
        findOption(frame, segment, KIND) !== undefined
      ) {
        // A request that was not taken is acknowledged without the option.
        const message = "a subflow is open whose peer has not authenticated itself";
        return { oracle: "authentication", message, index, cause: "hmac" };
      }
    }
    return undefined;
  },
};

/** Of a packet that is none of a join, or is sent again, nothing is certain. */
function hmacOf(record: Rec | undefined): Joining["hmac"] {
  if (record?.op !== OP.mptcp || ((record.flags >> 8) & 15) !== SUBTYPE.join) return "right";
  if ((record.flags & (MPTCP.checksum | MPTCP.shortOption)) !== 0) return "none";
  return (record.flags & MPTCP.wrong) !== 0 ? "wrong" : "right";
}
