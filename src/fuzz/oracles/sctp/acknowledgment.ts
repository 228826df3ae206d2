// SPDX-License-Identifier: GPL-2.0
import { getU32 } from "../../../inject/wire/bytes.js";
import { CHUNK } from "../../commands/sctp/chunk.js";
import { type Association, dataOf, isPacket, reportOf } from "../../history/sctp.js";
import { Prefix, relative } from "../../history/tcp.js";
import { eachAssociation, type Instead, type Oracle, type Violation } from "../oracle.js";

const NAME = "acknowledgment";

/** The kernel acknowledges no TSN that was not sent, not in gap blocks either, and takes none back. */
export const sctpAcknowledgment: Oracle = {
  name: NAME,
  source: "RFC 9260 sections 3.3.4, 6.2; net/sctp/tsnmap.c",
  judge: eachAssociation(judge),
};

function judge({ events, peerTsn }: Association): Violation | undefined {
  const inOrder = new Prefix();
  const sent = new Set<number>();
  let last = -1;
  for (const event of events) {
    if (!isPacket(event) || !event.isValid) continue;
    const { frame, index } = event;
    for (const chunk of event.packet.chunks) {
      if (event.type === "in") {
        const data = dataOf(frame, chunk, peerTsn);
        if (data !== undefined) {
          inOrder.add(data.tsn, data.tsn + 1);
          sent.add(data.tsn);
        }
        // What the peer has given up counts as received: RFC 3758 section 3.6.
        if (chunk.type === CHUNK.forwardTsn || chunk.type === CHUNK.iForwardTsn)
          inOrder.add(0, relative(getU32(frame, chunk.value), peerTsn) + 1);
        continue;
      }
      const report = reportOf(frame, chunk, peerTsn);
      if (report === undefined) continue;
      const { tsn, blocks } = report;
      if (tsn >= inOrder.end) {
        const message = `TSN ${tsn} is acknowledged, and only what is before ${inOrder.end} was sent without a gap`;
        return { oracle: NAME, message, index, cause: "excess" };
      }
      if (tsn < last)
        return {
          oracle: NAME,
          message: `TSN ${tsn} is acknowledged after ${last}`,
          index,
          cause: "back",
        };
      last = tsn;
      for (const [from, to] of blocks)
        for (let block = from; block <= to; block++) {
          if (sent.has(block) || block < inOrder.end) continue;
          const message = `a gap block ${from}-${to} acknowledges TSN ${block}, which was not sent`;
          const instead: Instead = {
            words: [/gaps=\[[^\]]*\]/, `gaps=[${blocksOf(sent, inOrder.end, tsn)}]`],
          };
          return { oracle: NAME, message, index, cause: "gap", instead };
        }
    }
  }
  return undefined;
}

/** What was sent behind a gap, in the words of scripts: offsets from the cumulative TSN. */
function blocksOf(sent: ReadonlySet<number>, end: number, cumulative: number): string {
  const blocks: { first: number; last: number }[] = [];
  for (const tsn of [...sent].filter((each) => each >= end).sort((a, b) => a - b)) {
    const block = blocks.at(-1);
    if (block?.last === tsn - 1) block.last = tsn;
    else blocks.push({ first: tsn, last: tsn });
  }
  return blocks.map(({ first, last }) => `${first - cumulative}:${last - cumulative}`).join(", ");
}
