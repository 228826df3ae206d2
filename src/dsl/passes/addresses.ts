// SPDX-License-Identifier: GPL-2.0
import { isIPv4, isIPv6 } from "node:net";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

/** Addresses of outer IP headers are addresses, and of the header's version. */
export const addresses: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { header } of headers(script)) {
    if (header.type !== "ipv4" && header.type !== "ipv6") continue;
    const valid = header.type === "ipv4" ? isIPv4 : isIPv6;
    for (const address of [header.source, header.destination]) {
      if (valid(address)) continue;
      const version = header.type === "ipv4" ? "an IPv4" : "an IPv6";
      problems.push(problem(script, header.span, "check/address", `${address} is not ${version} address`));
    }
  }
  return problems;
};
