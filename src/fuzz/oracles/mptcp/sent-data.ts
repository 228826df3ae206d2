// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../../dsl/ast.js";
import { firstStrange } from "../../../inject/wire/pattern.js";
import type { History } from "../../history/history.js";
import type { Session } from "../../history/mptcp.js";
import { OP } from "../../program/operations.js";
import { eachSession, type Oracle, type Violation } from "../oracle.js";

/**
 * What the kernel's mappings carry is what was written, at its place, on whatever subflow, again and again if need be;
 * and the DATA_FIN is where all of it ends.
 */
export const mptcpSentData: Oracle = {
  name: "sent-data",
  source:
    "RFC 8684 sections 3.3.1 and 3.3.3; net/mptcp/protocol.c, mptcp_sendmsg_frag(); net/mptcp/options.c, mptcp_write_data_fin()",
  judge: eachSession(judge),
};

function judge({ events }: Session, { observations }: History): Violation | undefined {
  // A call tells what it has written after the segments that it sent: first all of it, then each.
  let written = 0;
  let isKnown = false;
  for (const event of events) {
    if (event.type !== "call") continue;
    const { rec, ret } = event.call;
    if (rec.op === OP.accept || rec.op === OP.connect) isKnown = true;
    if (rec.op === OP.send && ret > 0) written += ret;
  }
  // A call that still waits, or was interrupted, may have written more than it has told.
  if (observations.some(({ type }) => type === "blocked")) isKnown = false;
  let acknowledged = 0;
  let highest = 0;
  let fin: number | undefined;
  for (const event of events) {
    if (event.type === "in") acknowledged = Math.max(acknowledged, event.dataAck ?? 0);
    if (event.type !== "out") continue;
    const { segment, frame, mapping, index } = event;
    if (mapping?.hasFin === true && (segment.flags & TCP_FLAG.RST) === 0) fin ??= mapping.to;
    const isWrongEnd = fin !== undefined && mapping?.hasFin === true && (mapping.to !== fin || fin < highest);
    if (isWrongEnd) {
      const message = `a DATA_FIN tells of the end at ${mapping.to}, and data goes on to ${Math.max(fin ?? 0, highest)}`;
      return { oracle: "sent-data", message, index, cause: "end" };
    }
    if (segment.length === 0) continue;
    // A probe of a closed window has a byte of garbage in front of what is not acknowledged.
    if (mapping !== undefined && segment.length === 1 && mapping.to <= acknowledged) continue;
    if ((segment.flags & TCP_FLAG.RST) !== 0) continue;
    // The kernel has fallen back to TCP.
    if (mapping === undefined) return undefined;
    const strange = firstStrange(frame, segment.payload, frame.length, Math.max(0, mapping.from));
    if (mapping.from < 0 || strange >= 0) {
      const message = `byte ${mapping.from + Math.max(0, strange)} of the data is sent with a wrong value`;
      return { oracle: "sent-data", message, index, cause: "value", instead: { position: mapping.from } };
    }
    if (isKnown && mapping.to > written) {
      const message = `data up to ${mapping.to} is sent, and only ${written} bytes were written`;
      return { oracle: "sent-data", message, index, cause: "excess" };
    }
    highest = Math.max(highest, mapping.to);
  }
  return undefined;
}
