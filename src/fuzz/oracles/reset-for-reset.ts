// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { SUBTYPE } from "../commands/mptcp/segment.js";
import { subtypeIn } from "../history/mptcp-option.js";
import type { Oracle } from "./oracle.js";

/** A reset is never answered by a reset. */
export const resetForReset: Oracle = {
  name: "reset-for-reset",
  source: "RFC 9293 section 3.10.7.1; net/ipv4/tcp_ipv4.c, tcp_v4_send_reset()",
  judge: ({ observations }) => {
    let reset: { readonly unit: number; readonly timeNs: number } | undefined;
    for (const [index, observation] of observations.entries()) {
      const { type, timeNs } = observation;
      if (type !== "sent" && type !== "received") {
        reset = undefined;
        continue;
      }
      const { segment } = observation;
      const isReset = segment !== undefined && (segment.flags & TCP_FLAG.RST) !== 0;
      if (type === "received") reset = isReset ? { unit: segment.unit, timeNs } : undefined;
      else if (isReset && reset?.unit === segment.unit && reset.timeNs === timeNs)
        return {
          oracle: "reset-for-reset",
          message: "a reset is answered by a reset",
          index,
          // RFC 8684 section 3.6.
          cause: subtypeIn(observation.frame, segment) === SUBTYPE.tcpReset ? "MP_TCPRST" : "reset",
        };
    }
    return undefined;
  },
};
