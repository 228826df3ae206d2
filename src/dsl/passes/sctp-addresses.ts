// SPDX-License-Identifier: GPL-2.0
import { isIPv4, isIPv6 } from "node:net";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";
import { sctpNodes } from "./walk-sctp.js";

/** Address parameters hold an address of their own version; RFC 9260, section 3.3.2.1. */
export const sctpAddresses: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { header } of headers(script)) {
    if (header.type !== "sctp") continue;
    for (const { node } of sctpNodes(header)) {
      if (!("address" in node) || node.address === "any") continue;
      const { text, span } = node.address;
      const isRight = node.type === "IPV4_ADDRESS" ? isIPv4(text) : isIPv6(text);
      if (isRight) continue;
      const version = node.type === "IPV4_ADDRESS" ? "an IPv4" : "an IPv6";
      problems.push(problem(script, span, "check/address", `${text} is not ${version} address`));
    }
  }
  return problems;
};
