// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../../dsl/ast.js";
import type { Session } from "../../history/mptcp.js";
import { Prefix } from "../../history/tcp.js";
import { eachSession, type Oracle, type Violation } from "../oracle.js";

/** The kernel acknowledges no data that was not sent, and takes no data acknowledgment back. */
export const dataAcknowledgment: Oracle = {
  name: "acknowledgment",
  source: "RFC 8684 section 3.3.2; net/mptcp/options.c, mptcp_established_options_dss()",
  judge: eachSession(judge),
};

function judge({ events }: Session): Violation | undefined {
  const sent = new Prefix();
  let last = 0;
  for (const event of events) {
    if (event.type === "call") continue;
    const { type, mapping, dataAck, segment, index } = event;
    if (type === "in") {
      if (mapping !== undefined) sent.add(Math.max(0, mapping.from), mapping.to + (mapping.hasFin ? 1 : 0));
      continue;
    }
    if (dataAck === undefined || (segment.flags & TCP_FLAG.RST) !== 0) continue;
    if (dataAck > sent.end) {
      const message = `data before ${dataAck} is acknowledged, and only that before ${sent.end} was sent without a gap`;
      return { oracle: "acknowledgment", message, index, cause: "data excess" };
    }
    if (dataAck < last) {
      const message = `data before ${dataAck} is acknowledged after ${last}`;
      return { oracle: "acknowledgment", message, index, cause: "data back" };
    }
    last = dataAck;
  }
  return undefined;
}
