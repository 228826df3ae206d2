// SPDX-License-Identifier: GPL-2.0
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

const HEADER = 8;

/** The kernel's checksum covers the header at least, and no more than there is; RFC 3828, section 3.1. */
export const udpLiteCoverage: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { packet, header } of headers(script)) {
    if (header.type !== "udplite" || packet.direction === "inbound") continue;
    const { coverage, length } = header;
    if (coverage === 0 || (coverage >= HEADER && coverage <= HEADER + length)) continue;
    const message = `a coverage of ${coverage} bytes: it is 0, or ${HEADER} to ${HEADER + length} for ${length} bytes of payload`;
    problems.push({
      ...problem(script, header.span, "check/udplite-coverage", message),
      severity: "warning",
    });
  }
  return problems;
};
