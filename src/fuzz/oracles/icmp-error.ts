// SPDX-License-Identifier: GPL-2.0
import { getU32 } from "../../inject/wire/bytes.js";
import { isFragment } from "../history/history.js";
import { transportOf } from "../history/reassembly.js";
import type { Oracle } from "./oracle.js";

const ICMP = 1;
const ICMPV6 = 58;
/** Destination unreachable, source quench, redirect, time exceeded, parameter problem. */
const ERRORS: ReadonlySet<number> = new Set([3, 4, 5, 11, 12]);
/** Of ICMPv6 all up to this one are errors. */
const LAST_ERROR = 127;
const HEADER = 8;
/** The least that every host takes: RFC 1812 section 4.3.2.3, RFC 4443 section 2.4 (c). */
const LONGEST: Readonly<Record<number, number>> = { [ICMP]: 576, [ICMPV6]: 1280 };
const PARAMETER_PROBLEM = 4;
const UNKNOWN_OPTION = 2;

/**
 * An ICMP error is no longer than every host takes, and one about an option of IPv6 is about one that says so: its type
 * begins with 10 or 11.
 */
export const icmpError: Oracle = {
  name: "icmp-error",
  source:
    "RFC 1812 section 4.3.2.3, RFC 4443 section 2.4, RFC 8200 section 4.2; net/ipv4/icmp.c, __icmp_send(); " +
    "net/ipv6/exthdrs.c, ip6_tlvopt_unknown()",
  judge: ({ observations }) => {
    for (const [index, observation] of observations.entries()) {
      if (observation.type !== "sent" || isFragment(observation.frame)) continue;
      const { frame } = observation;
      const { protocol, at } = transportOf(frame);
      const wrong = (message: string, cause: string) => ({ oracle: "icmp-error", message, index, cause });
      const type = frame[at] ?? 0;
      if (!(protocol === ICMP ? ERRORS.has(type) : protocol === ICMPV6 && type <= LAST_ERROR)) continue;
      const longest = LONGEST[protocol] ?? 0;
      if (frame.length > longest)
        return wrong(`an ICMP error has ${frame.length} bytes, more than ${longest}`, "length");
      if (protocol !== ICMPV6 || type !== PARAMETER_PROBLEM || frame[at + 1] !== UNKNOWN_OPTION) continue;
      const option = frame[at + HEADER + getU32(frame, at + 4)];
      if (option !== undefined && option >> 6 < 2)
        return wrong(`an ICMP error is sent for option ${option}, which is to be ignored`, "option");
    }
    return undefined;
  },
};
