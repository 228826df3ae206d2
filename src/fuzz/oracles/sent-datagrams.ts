// SPDX-License-Identifier: GPL-2.0

import { firstStrange } from "../../inject/wire/pattern.js";
import { isFragment } from "../history/history.js";
import { Reassembly, transportOf } from "../history/reassembly.js";
import { OP } from "../program/operations.js";
import { type Rec, unitOf } from "../program/program.js";
import { optionOf } from "../program/tables.js";
import type { Oracle, Violation } from "./oracle.js";

const UDP = 17;
const UDP_LITE = 136;
const HEADER = 8;
/** MSG_DONTWAIT, MSG_EOR, MSG_NOSIGNAL, which change nothing of what is sent; include/linux/socket.h. */
const HARMLESS = 0x40c0;

/** What an application writes to a datagram socket is sent by the same call, all of it and nothing else. */
export const sentDatagrams: Oracle = {
  name: "sent-data",
  source: "RFC 768; net/ipv4/udp.c, udp_sendmsg(), net/ipv4/udp_offload.c, __udp_gso_segment()",
  needsMemory: true,
  judge: ({ program, observations }): Violation | undefined => {
    // Data that waits for more is sent by another call, and MSG_PROBE sends nothing.
    if (program.records.some(collects)) return undefined;
    const reassembly = new Reassembly();
    const positions = new Map<number, number>();
    let sent: Uint8Array[] = [];
    for (const [index, observation] of observations.entries()) {
      if (observation.type === "sent") {
        const payload = payloadOf(observation.frame, observation.timeNs, reassembly);
        if (payload !== undefined) sent.push(payload);
        continue;
      }
      if (observation.type !== "call") continue;
      // Nothing else sends a datagram, and what a call sends is told before it.
      const bytes = Buffer.concat(sent);
      sent = [];
      const { rec, ret } = observation;
      const unit = unitOf(rec);
      const isNew = rec.op === OP.socket || (rec.op === OP.connect && (rec.b & 1) !== 0);
      if (isNew && ret >= 0) positions.set(unit, 0);
      if (rec.op !== OP.send || ret < 0) continue;
      const position = positions.get(unit) ?? 0;
      positions.set(unit, position + ret);
      const strange =
        bytes.length === ret ? firstStrange(bytes, 0, bytes.length, position) : Math.min(bytes.length, ret);
      if (bytes.length === ret && strange < 0) continue;
      const message =
        bytes.length === ret
          ? `byte ${strange} of a datagram is sent with a wrong value`
          : `${ret} bytes were written, and ${bytes.length} are sent`;
      return { oracle: "sent-data", message, index, cause: bytes.length === ret ? "value" : "length" };
    }
    return undefined;
  },
};

function collects({ op, flags, a }: Rec): boolean {
  return (
    (op === OP.send && (flags & ~HARMLESS) !== 0) || (op === OP.setOption && optionOf(a)?.name === "UDP_CORK")
  );
}

function payloadOf(frame: Uint8Array, timeNs: number, reassembly: Reassembly): Uint8Array | undefined {
  const packet = isFragment(frame) ? reassembly.add(frame, timeNs) : frame;
  if (packet === undefined) return undefined;
  const { protocol, at } = transportOf(packet);
  return protocol === UDP || protocol === UDP_LITE ? packet.subarray(at + HEADER) : undefined;
}
