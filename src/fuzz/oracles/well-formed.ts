// SPDX-License-Identifier: GPL-2.0
import type { Oracle } from "./oracle.js";

/** Every packet that the kernel sends has right lengths and checksums, options that can be read, and a hop to go. */
export const wellFormed: Oracle = {
  name: "well-formed",
  source: "RFC 1122 section 3.2.1, RFC 8200 sections 3 and 8.1, RFC 9293 section 3.1; native/fuzz/check.cc",
  judge: ({ observations, program }) => {
    const index = observations.findIndex(({ type }) => type === "malformed");
    const observation = observations[index];
    if (observation?.type !== "malformed") return undefined;
    const { text } = observation;
    const message = `the kernel sends a packet that nobody takes: ${text}`;
    return { oracle: "well-formed", message, index, cause: `${program.protocol} ${text}` };
  },
};
