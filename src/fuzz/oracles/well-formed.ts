// SPDX-License-Identifier: GPL-2.0
import { OP } from "../program/operations.js";
import type { Rec } from "../program/program.js";
import { optionOf } from "../program/tables.js";
import type { Oracle } from "./oracle.js";

/** What native/fuzz/check.cc says of a hop limit of 0. */
const HOP_LIMIT = "IPv6: hop limit";

/** 0 is one that an application may want: RFC 3493 section 5.1. */
function choosesHopLimit({ op, a }: Rec): boolean {
  return op === OP.setOption && optionOf(a)?.name === "IPV6_UNICAST_HOPS";
}

/** Every packet that the kernel sends has right lengths and checksums, options that can be read, and a hop to go. */
export const wellFormed: Oracle = {
  name: "well-formed",
  source: "RFC 1122 section 3.2.1, RFC 8200 sections 3 and 8.1, RFC 9293 section 3.1; native/fuzz/check.cc",
  judge: ({ observations, program }) => {
    const isChosen = program.records.some(choosesHopLimit);
    const index = observations.findIndex(
      (observation) => observation.type === "malformed" && !(isChosen && observation.text === HOP_LIMIT),
    );
    const observation = observations[index];
    if (observation?.type !== "malformed") return undefined;
    const { text } = observation;
    const message = `the kernel sends a packet that nobody takes: ${text}`;
    return { oracle: "well-formed", message, index, cause: `${program.protocol} ${text}` };
  },
};
