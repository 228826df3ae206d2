// SPDX-License-Identifier: GPL-2.0
import { isFragment } from "../history/history.js";
import { Reassembly, transportOf } from "../history/reassembly.js";
import { OP } from "../program/operations.js";
import type { Oracle } from "./oracle.js";

const ICMP = 1;
const ICMPV6 = 58;
const REQUEST: Readonly<Record<number, number>> = { [ICMP]: 8, [ICMPV6]: 128 };
const REPLY: Readonly<Record<number, number>> = { [ICMP]: 0, [ICMPV6]: 129 };

const HEADER = 8;
/** Identifier, number and data. */
const REST = 4;
const BAD_CHECKSUM = 1;

interface Message {
  readonly type: number;
  readonly protocol: number;
  /** From the identifier on. */
  readonly rest: Uint8Array;
}

/** Echo replies have identifier, number and data of a request, and there are no more of them than requests. */
export const echo: Oracle = {
  name: "echo",
  source: "RFC 792, RFC 1122 section 3.2.2.6, RFC 4443 section 4.2; net/ipv4/icmp.c, icmp_echo()",
  judge: ({ observations, program }) => {
    if (!program.records.some(({ op }) => op === OP.echo)) return undefined;
    if (observations.some((seen) => seen.type === "received" && seen.way === "twisted")) return undefined;
    const asked: Uint8Array[] = [];
    const reassembly = new Reassembly();
    for (const [index, observation] of observations.entries()) {
      if (observation.type === "sent") {
        const reply = messageOf(observation.frame);
        if (reply === undefined || reply.type !== REPLY[reply.protocol]) continue;
        const at = asked.findIndex((request) => Buffer.compare(request, reply.rest) === 0);
        if (at >= 0) {
          asked.splice(at, 1);
          continue;
        }
        const message = `an echo reply of ${reply.rest.length} bytes repeats no request`;
        return { oracle: "echo", message, index, cause: program.isIpv6 ? "ipv6" : "ipv4" };
      }
      if (observation.type !== "beside" && observation.type !== "received") continue;
      const { frame, timeNs, record } = observation;
      const request = messageOf(isFragment(frame) ? reassembly.add(frame, timeNs) : frame);
      const { op, flags = 0 } = program.records[record] ?? {};
      if (
        request?.type === REQUEST[request?.protocol ?? 0] &&
        request !== undefined &&
        !(op === OP.echo && (flags & BAD_CHECKSUM) !== 0) &&
        op !== OP.damaged
      )
        asked.push(request.rest);
    }
    return undefined;
  },
};

function messageOf(packet: Uint8Array | undefined): Message | undefined {
  if (packet === undefined || isFragment(packet)) return undefined;
  const { protocol, at } = transportOf(packet);
  if ((protocol !== ICMP && protocol !== ICMPV6) || packet.length < at + HEADER) return undefined;
  return { type: packet[at] ?? 0, protocol, rest: packet.subarray(at + REST) };
}
