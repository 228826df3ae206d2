// SPDX-License-Identifier: GPL-2.0
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

/** Bytes that the offset of a fragment counts by, RFC 791 section 3.2 and RFC 8200 section 4.5. */
const UNIT = 8;

/** A fragment has bytes, and begins at a multiple of eight. */
export const fragments: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { header } of headers(script)) {
    if (header.type !== "ip" && header.type !== "ipv4" && header.type !== "ipv6") continue;
    const { fragment } = header;
    if (fragment === undefined) continue;
    const { start, end, span } = fragment;
    const wrong = (message: string) => problems.push(problem(script, span, "check/fragment", message));
    if (header.type !== "ip") wrong("only the packet inside of tunnels can be a fragment");
    else if (end <= start) wrong(`a fragment from ${start} to ${end} has no bytes`);
    else if (start % UNIT !== 0)
      wrong(`a fragment cannot begin at ${start}: its offset counts by ${UNIT} bytes`);
  }
  return problems;
};
