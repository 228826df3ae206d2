// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { firstStrange } from "../../inject/wire/pattern.js";
import { Acceptance } from "../history/acceptance.js";
import { EAGAIN } from "../history/call-unit.js";
import type { History } from "../history/history.js";
import { type Call, type Connection, isSegment, Prefix, payloadEnd } from "../history/tcp.js";
import { holdsBack } from "../history/waiting.js";
import { OP } from "../program/operations.js";
import { eachConnection, type Instead, type Oracle, type Violation } from "./oracle.js";

const PEEK = 0x2;
const OUT_OF_BAND = 0x1;
const TRUNCATE = 0x20;
const ERROR_QUEUE = 0x2000;

/**
 * An application reads exactly the peer's bytes, in order, and none that were not sent; and what the kernel has
 * acknowledged it can read, the end of the stream among it.
 */
export const receivedData: Oracle = {
  name: "received-data",
  source: "RFC 9293 section 3.10.7.4; net/ipv4/tcp_input.c, tcp_data_queue()",
  judge: eachConnection(judge),
};

function judge({ events }: Connection, history: History): Violation | undefined {
  if (holdsBack(history)) return undefined;
  const acceptance = new Acceptance(history.program);
  const sent = new Prefix();
  sent.add(0, 1);
  let read = 0;
  /** The number before which the kernel has acknowledged all, where FINs were, and the end of all data. */
  let acknowledged = 1;
  const fins = new Set<number>();
  let highest = 1;
  for (const event of events) {
    const isTaken = acceptance.add(event);
    if (event.type === "other") continue;
    if (isSegment(event)) {
      // Urgent data is read by other rules.
      if (event.type === "in" && (event.segment.flags & TCP_FLAG.URG) !== 0) return undefined;
      if (event.type === "in") {
        if (isTaken) sent.add(event.from, payloadEnd(event));
        highest = Math.max(highest, payloadEnd(event));
        if ((event.segment.flags & TCP_FLAG.FIN) !== 0) fins.add(payloadEnd(event));
        // Behind a FIN there is no data. Linux merges in its queue of segments out of order what follows one, and
        // hands it out, a byte too early (tcp_ooo_try_coalesce() of net/ipv4/tcp_input.c).
        for (const fin of fins) if (fin < highest) return undefined;
      } else if ((event.segment.flags & TCP_FLAG.RST) === 0)
        acknowledged = Math.max(acknowledged, event.ack ?? 0);
      continue;
    }
    const { rec, ret, data } = event.observation;
    if (rec.op === OP.receive && rec.flags === 0 && rec.a > 0 && ret === EAGAIN) {
      const isEnd = fins.has(acknowledged - 1);
      const bytes = acknowledged - (isEnd ? 2 : 1);
      if (read < bytes)
        return violation(event, `${bytes} bytes are acknowledged, and ${read} can be read`, "withheld", {
          ret: Math.min(rec.a, bytes - read),
        });
      // A FIN in the midst of what the peer sends may be another one's.
      if (isEnd && acknowledged > 1 && highest < acknowledged)
        return violation(event, "a FIN is acknowledged, and the stream does not end", "no end", { ret: 0 });
    }
    if (rec.op !== OP.receive || ret <= 0 || (rec.flags & ERROR_QUEUE) !== 0) continue;
    if ((rec.flags & (OUT_OF_BAND | TRUNCATE)) !== 0) return undefined;
    const strange = firstStrange(data, 0, data.length, read);
    if (strange >= 0)
      return violation(event, `byte ${read + strange} of the stream is read with a wrong value`, "value", {
        position: read,
      });
    if (read + ret > sent.end - 1)
      return violation(
        event,
        `${read + ret} bytes were read, and only ${sent.end - 1} sent without a gap`,
        "excess",
        { ret: sent.end - 1 > read ? sent.end - 1 - read : EAGAIN },
      );
    if ((rec.flags & PEEK) === 0) read += ret;
  }
  return undefined;
}

function violation({ index }: Call, message: string, cause: string, instead: Instead): Violation {
  return { oracle: "received-data", message, index, cause, instead };
}
