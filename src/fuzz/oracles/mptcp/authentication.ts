// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../../dsl/ast.js";
import { ADDRESS, identifierOf, MPTCP, SUBTYPE, subtypeOf } from "../../commands/mptcp/segment.js";
import type { Observation } from "../../history/history.js";
import { MPTCP_KIND, subtypeIn } from "../../history/mptcp-option.js";
import { findOption } from "../../history/tcp.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import type { Oracle, Violation } from "../oracle.js";

/** Of ADD_ADDR: RFC 8684 section 3.4.1. */
const ECHO = 1;

interface Joining {
  /** The kernel has answered the SYN of a join. */
  isAnswered: boolean;
  /** Of the third packet. */
  hmac: "none" | "wrong" | "right";
}

/**
 * A subflow whose third packet has a wrong HMAC is reset, and nothing else is sent on it; an address with a wrong
 * HMAC is not confirmed.
 */
export const authentication: Oracle = {
  name: "authentication",
  source:
    "RFC 8684 sections 3.2 and 3.4.1; net/mptcp/subflow.c, subflow_hmac_valid(); net/mptcp/options.c, add_addr_hmac_valid()",
  judge: ({ program, observations }) => {
    const units = new Map<number, Joining>();
    const addresses = new Addresses();
    for (const [index, observation] of observations.entries()) {
      if (observation.type !== "sent" && observation.type !== "received") continue;
      const { segment, frame } = observation;
      const record = observation.type === "received" ? program.records[observation.record] : undefined;
      if (observation.way !== undefined) return undefined;
      if (segment === undefined) continue;
      const wrong = addresses.judge(observation, record);
      if (wrong !== undefined) return { ...wrong, index };
      const isSyn = (segment.flags & TCP_FLAG.SYN) !== 0;
      const joining = units.get(segment.unit);
      if (observation.type === "received") {
        if (isSyn) units.set(segment.unit, { isAnswered: false, hmac: "none" });
        else if (joining !== undefined && joining.hmac === "none") joining.hmac = hmacOf(record);
        continue;
      }
      if (joining === undefined) continue;
      if (isSyn) {
        joining.isAnswered = subtypeIn(frame, segment) === SUBTYPE.join;
      } else if ((segment.flags & TCP_FLAG.RST) !== 0) {
        units.delete(segment.unit);
      } else if (joining.isAnswered && joining.hmac === "wrong" && subtypeIn(frame, segment) !== undefined) {
        // A request that was not taken is acknowledged without the option.
        const message = "a subflow is open whose peer has not authenticated itself";
        return { oracle: "authentication", message, index, cause: "hmac" };
      }
    }
    return undefined;
  },
};

/** Addresses that the peer has announced with a right HMAC, of all connections together. */
class Addresses {
  readonly #announced = new Set<number>();
  /** Packets were sent again, or with other bytes. */
  #isUncertain = false;

  judge(observation: Packet, record: Rec | undefined): Omit<Violation, "index"> | undefined {
    if (observation.type === "received") {
      this.#take(record);
      return undefined;
    }
    const { frame, segment } = observation;
    const at = segment && findOption(frame, segment, MPTCP_KIND);
    if (at === undefined || this.#isUncertain) return undefined;
    const [what = 0, identifier = 0] = frame.subarray(at + 2);
    if (what >> 4 !== SUBTYPE.addAddress || (what & ECHO) === 0) return undefined;
    if (this.#announced.has(identifier)) return undefined;
    const message = `address ${identifier} is confirmed, which the peer has not announced with a right HMAC`;
    return { oracle: "authentication", message, cause: "address" };
  }

  #take(record: Rec | undefined): void {
    if (record?.op === OP.again || record?.op === OP.twist) this.#isUncertain = true;
    if (record?.op !== OP.mptcp || subtypeOf(record) !== SUBTYPE.addAddress) return;
    if ((record.flags & MPTCP.wrong) === 0 && (record.d & ADDRESS.echo) === 0)
      this.#announced.add(identifierOf(record));
  }
}

type Packet = Extract<Observation, { readonly type: "sent" | "received" }>;

/** Of a packet that is none of a join, or is sent again, nothing is certain. */
function hmacOf(record: Rec | undefined): Joining["hmac"] {
  if (record?.op !== OP.mptcp || subtypeOf(record) !== SUBTYPE.join) return "right";
  if ((record.flags & (MPTCP.checksum | MPTCP.shortOption)) !== 0) return "none";
  return (record.flags & MPTCP.wrong) !== 0 ? "wrong" : "right";
}
