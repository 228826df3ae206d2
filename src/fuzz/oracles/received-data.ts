// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { firstStrange } from "../history/pattern.js";
import { type Call, type Connection, isSegment, Prefix, payloadEnd } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

const PEEK = 0x2;
const OUT_OF_BAND = 0x1;
const TRUNCATE = 0x20;

/** An application reads exactly the peer's bytes, in order, and none that were not sent. */
export const receivedData: Oracle = {
  name: "received-data",
  source: "RFC 9293 section 3.10.7.4; net/ipv4/tcp_input.c, tcp_data_queue()",
  judge: eachConnection(judge),
};

function judge({ events }: Connection): Violation | undefined {
  const sent = new Prefix();
  sent.add(0, 1);
  let read = 0;
  for (const event of events) {
    if (event.type === "other") continue;
    if (isSegment(event)) {
      // Urgent data is read by other rules.
      if (event.type === "in" && (event.segment.flags & TCP_FLAG.URG) !== 0) return undefined;
      if (event.type === "in") sent.add(event.from, payloadEnd(event));
      continue;
    }
    const { rec, ret, data } = event.observation;
    if (rec.op !== OP.receive || ret <= 0) continue;
    if ((rec.flags & (OUT_OF_BAND | TRUNCATE)) !== 0) return undefined;
    const strange = firstStrange(data, 0, data.length, read);
    if (strange >= 0)
      return violation(event, `byte ${read + strange} of the stream is read with a wrong value`, "value");
    if (read + ret > sent.end - 1)
      return violation(
        event,
        `${read + ret} bytes were read, and only ${sent.end - 1} sent without a gap`,
        "excess",
      );
    if ((rec.flags & PEEK) === 0) read += ret;
  }
  return undefined;
}

function violation({ index }: Call, message: string, cause: string): Violation {
  return { oracle: "received-data", message, index, cause };
}
