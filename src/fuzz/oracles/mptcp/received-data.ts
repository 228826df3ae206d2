// SPDX-License-Identifier: GPL-2.0

import { firstStrange } from "../../../inject/wire/pattern.js";
import type { History } from "../../history/history.js";
import type { Session } from "../../history/mptcp.js";
import { Prefix } from "../../history/tcp.js";
import { holdsBack } from "../../history/waiting.js";
import { OP } from "../../program/operations.js";
import { eachSession, type Instead, type Oracle, type Violation } from "../oracle.js";

const EAGAIN = -11;
const OUT_OF_BAND = 0x1;
const PEEK = 0x2;
const TRUNCATE = 0x20;

/** An application reads exactly the peer's data, in the order of data sequence numbers, whatever subflow it came on. */
export const mptcpReceivedData: Oracle = {
  name: "received-data",
  source: "RFC 8684 section 3.3.1; net/mptcp/protocol.c, __mptcp_move_skb()",
  judge: eachSession(judge),
};

function judge({ events }: Session, history: History): Violation | undefined {
  if (holdsBack(history)) return undefined;
  // SO_RCVLOWAT, and what is peeked at by its offset.
  const mayWait = history.program.records.some(({ op }) => op === OP.setOption);
  const sent = new Prefix();
  let read = 0;
  /** What the kernel has acknowledged, and where the peer's DATA_FIN is. */
  let acknowledged = 0;
  let fin = Number.POSITIVE_INFINITY;
  for (const event of events) {
    if (event.type !== "call") {
      const { type, mapping } = event;
      if (type === "out") acknowledged = Math.max(acknowledged, event.dataAck ?? 0);
      if (type === "in" && mapping !== undefined) {
        sent.add(Math.max(0, mapping.from), mapping.to);
        if (mapping.hasFin) fin = mapping.to;
      }
      continue;
    }
    const { rec, ret, data } = event.call;
    if (rec.op !== OP.receive) continue;
    if ((rec.flags & (OUT_OF_BAND | TRUNCATE)) !== 0) return undefined;
    if (ret === EAGAIN && acknowledged > read && rec.a > 0 && rec.flags === 0 && !mayWait) {
      const isEnd = acknowledged > fin && read === fin;
      const what = isEnd ? "the end of the data" : `data before ${acknowledged}`;
      const cause = isEnd ? "no end" : "withheld";
      return violation(event.index, `${what} is acknowledged, and cannot be read behind ${read}`, cause, {
        ret: isEnd ? 0 : Math.min(rec.a, acknowledged - read, fin - read),
      });
    }
    if (ret <= 0) continue;
    const strange = firstStrange(data, 0, data.length, read);
    if (strange >= 0)
      return violation(
        event.index,
        `byte ${read + strange} of the data is read with a wrong value`,
        "value",
        {
          position: read,
        },
      );
    if (read + ret > sent.end)
      return violation(
        event.index,
        `${read + ret} bytes were read, and only ${sent.end} sent without a gap`,
        "excess",
        { ret: sent.end > read ? sent.end - read : EAGAIN },
      );
    if ((rec.flags & PEEK) === 0) read += ret;
  }
  return undefined;
}

function violation(index: number, message: string, cause: string, instead: Instead): Violation {
  return { oracle: "received-data", message, index, cause, instead };
}
