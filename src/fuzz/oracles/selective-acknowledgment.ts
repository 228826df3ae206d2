// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { Acceptance } from "../history/acceptance.js";
import type { History } from "../history/history.js";
import { Ranges } from "../history/ranges.js";
import { type Connection, findOption, isSegment, sackBlocks } from "../history/tcp.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

const SACK_PERMITTED = 4;

/**
 * A SACK block tells of data that was sent and need not be dropped, beyond the acknowledgment, and apart from the other
 * blocks; only the first one may tell of a duplicate. There is none unless both SYNs allow them.
 */
export const selectiveAcknowledgment: Oracle = {
  name: "selective-acknowledgment",
  source: "RFC 2018 sections 2 and 4, RFC 2883 section 4; net/ipv4/tcp_input.c, tcp_sack_new_ofo_skb()",
  judge: eachConnection(judge),
};

function judge({ events }: Connection, { program }: History): Violation | undefined {
  const sent = new Ranges();
  /** What the kernel may have taken of it. */
  const taken = new Ranges();
  const acceptance = new Acceptance(program);
  const allowed = { in: false, out: false };
  let fin = Number.POSITIVE_INFINITY;
  for (const event of events) {
    const isTaken = acceptance.add(event);
    if (!isSegment(event)) continue;
    if ((event.segment.flags & TCP_FLAG.SYN) !== 0)
      allowed[event.type] ||= findOption(event.frame, event.segment, SACK_PERMITTED) !== undefined;
    if (event.type === "in") {
      sent.add(event.from, event.to);
      if (isTaken) taken.add(event.from, event.to);
      if ((event.segment.flags & TCP_FLAG.FIN) !== 0) fin = Math.min(fin, event.to);
      continue;
    }
    const { ack, index, segment } = event;
    // tcp_fin() acknowledges a FIN before it forgets the blocks.
    if (ack !== undefined && ack >= fin) return undefined;
    if (ack === undefined || (segment.flags & TCP_FLAG.RST) !== 0) continue;
    const blocks = sackBlocks(event);
    const wrong = (message: string, cause: string): Violation => ({
      oracle: "selective-acknowledgment",
      message,
      index,
      cause,
    });
    for (const [at, [from, to]] of blocks.entries()) {
      const text = `[${from}, ${to})`;
      if (!allowed.in || !allowed.out) return wrong(`the block ${text} was not asked for`, "unasked");
      if (from >= to) return wrong(`the block ${text} is empty`, "empty");
      if (!sent.has(from, to)) return wrong(`the block ${text} was not sent`, "not sent");
      // Of which Linux does not tell next where it lies, as RFC 2883 would have it, but in the usual order.
      const isDuplicate =
        at === 0 && (to <= ack || blocks.slice(1).some(([start, end]) => start <= from && to <= end));
      if (isDuplicate) continue;
      if (!taken.has(from, to)) return wrong(`the block ${text} is of what has to be dropped`, "dropped");
      if (from <= ack) return wrong(`the block ${text} does not lie beyond ${ack}`, "acknowledged");
      if (blocks.some(([start, end], other) => other > at && start < to && from < end))
        return wrong(`the block ${text} overlaps another one`, "overlap");
    }
  }
  return undefined;
}
