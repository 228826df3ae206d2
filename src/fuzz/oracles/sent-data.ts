// SPDX-License-Identifier: GPL-2.0

import { TCP_FLAG } from "../../dsl/ast.js";
import { firstStrange } from "../../inject/wire/pattern.js";
import type { History } from "../history/history.js";
import { type Connection, isSegment } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

/** The kernel sends exactly what applications have written, again and again if need be. */
export const sentData: Oracle = {
  name: "sent-data",
  source: "RFC 9293 section 3.8; net/ipv4/tcp_output.c",
  judge: eachConnection(judge),
};

function judge({ events, isActive }: Connection, { observations }: History): Violation | undefined {
  // A call tells what it has written after the segments that it sent: first all of it, then each.
  let written = 0;
  let isKnown = isActive;
  for (const event of events)
    if (event.type === "call") {
      const { rec, ret } = event.observation;
      if (rec.op === OP.accept) isKnown = true;
      if (rec.op === OP.send && ret > 0) written += ret;
    }
  // A call that still waits, or was interrupted, may have written more than it has told.
  if (observations.some((observation) => observation.type === "blocked")) isKnown = false;
  for (const event of events) {
    if (!isSegment(event) || event.type !== "out" || event.segment.length === 0) continue;
    const { segment, from, frame, index } = event;
    if ((segment.flags & TCP_FLAG.RST) !== 0) continue;
    const position = from - ((segment.flags & TCP_FLAG.SYN) !== 0 ? 0 : 1);
    // A probe of a closed window, and keepalive, may have a byte of garbage in front: RFC 9293 section 3.8.4.
    if (position < 0) continue;
    const strange = firstStrange(frame, segment.payload, frame.length, position);
    if (strange >= 0) {
      const message = `byte ${position + strange} of the stream is sent with a wrong value`;
      return { oracle: "sent-data", message, index, cause: "value", instead: { position } };
    }
    if (isKnown && position + segment.length > written) {
      const message = `bytes up to ${position + segment.length} are sent, and only ${written} were written`;
      return { oracle: "sent-data", message, index, cause: "excess" };
    }
  }
  return undefined;
}
