// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { type Connection, isSegment, sackBlocks } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import { eachConnection, type Instead, type Oracle, type Violation } from "./oracle.js";

const NAME = "probe";

/** A probe of a closed window has a number that the peer has acknowledged, for which it has to answer. */
export const probe: Oracle = {
  name: NAME,
  source: "RFC 9293 section 3.8.6.1; net/ipv4/tcp_output.c, tcp_xmit_probe_skb()",
  needsMemory: true,
  judge: eachConnection(judge),
};

function judge({ events }: Connection): Violation | undefined {
  let written = 1;
  let sent = 1;
  let acknowledged = 1;
  /** Something has come that the kernel may acknowledge later. */
  let owes = false;
  let heardNs = 0;
  let isOpen = false;
  // What is sent in a call waits for no timer.
  const calls = new Set(events.flatMap((event) => (event.type === "call" ? [event.observation.timeNs] : [])));
  for (const event of events) {
    if (event.type === "other") return undefined;
    if (!isSegment(event)) {
      const { rec, ret } = event.observation;
      if (rec.op === OP.accept || rec.op === OP.connect) isOpen = true;
      if (rec.op === OP.send && ret > 0) written += ret;
      if (rec.op === OP.close || rec.op === OP.shutdown || rec.op === OP.settle) return undefined;
      // A window that is read from may be told of by whoever reads.
      if (rec.op === OP.receive) owes = true;
      continue;
    }
    const { segment, index, from, to, timeNs } = event;
    // One that is to tell of urgent data has the next number.
    if ((segment.flags & (TCP_FLAG.RST | TCP_FLAG.FIN | TCP_FLAG.URG)) !== 0) return undefined;
    if (event.type === "in") {
      heardNs = timeNs;
      owes ||= segment.length > 0;
      acknowledged = Math.max(acknowledged, Math.min(event.ack ?? 0, sent));
      continue;
    }
    const waits = isOpen && written > sent && acknowledged === sent && !owes;
    const isByTimer = timeNs > heardNs && !calls.has(timeNs);
    if (waits && isByTimer && segment.length === 0 && from === sent && sackBlocks(event).length === 0) {
      const message = `a probe has number ${from}, which the peer has not acknowledged yet`;
      const instead: Instead = { words: [/\d+:\d+\(0\)/, `${from - 1}:${from - 1}(0)`] };
      return { oracle: NAME, message, index, cause: "in the window", instead };
    }
    owes = false;
    sent = Math.max(sent, to);
  }
  return undefined;
}
