// SPDX-License-Identifier: GPL-2.0
import { DCCP } from "../../commands/dccp/packet.js";
import { dccpConnections, isDccpPacket } from "../../history/dccp.js";
import type { Oracle } from "../oracle.js";

/** A Reset is never answered by a Reset. */
export const dccpResetForReset: Oracle = {
  name: "reset-for-reset",
  source: "RFC 4340 sections 8.3.1 and 8.5; net/dccp/ipv4.c, dccp_v4_ctl_send_reset()",
  judge: (history) => {
    for (const { events } of dccpConnections(history)) {
      let reset: number | undefined;
      for (const event of events) {
        const isReset = isDccpPacket(event) && event.packet.type === DCCP.reset;
        if (isReset && event.type === "out" && reset === event.timeNs) {
          const message = "a Reset is answered by a Reset";
          return { oracle: "reset-for-reset", message, index: event.index, cause: "reset" };
        }
        if (event.type !== "out") reset = isReset ? event.timeNs : undefined;
      }
    }
    return undefined;
  },
};
