// SPDX-License-Identifier: GPL-2.0
import type { SctpNode } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";
import { sctpNodes } from "./walk-sctp.js";

/** Bytes of header and of all fields in front of the payload or value. */
const FIXED: Readonly<Partial<Record<SctpNode["type"], number>>> = {
  DATA: 16,
  I_DATA: 20,
  RECONFIG_REQUEST_GENERIC: 8,
};
const HEADER = 4;

/** What is given as bytes may be cut short in an injected packet, to see what the kernel makes of it. */
const RAW: readonly SctpNode["type"][] = ["CHUNK", "PARAMETER", "CAUSE", "RECONFIG_REQUEST_GENERIC"];

/** Lengths have room for what is written, and are no longer than that where it is all there is. */
export const sctpLengths: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { packet, header } of headers(script)) {
    if (header.type !== "sctp") continue;
    for (const { node } of sctpNodes(header)) {
      if (!("length" in node) || node.length === "any") continue;
      const value = "value" in node ? node.value : "info" in node ? node.info : "any";
      const fixed = FIXED[node.type] ?? HEADER;
      const needed = fixed + (value === "any" ? 0 : value.length);
      const mayBeCut = packet.direction === "inbound" && RAW.includes(node.type);
      if (node.length < needed) {
        const message = `len of ${node.type} is ${node.length}, and what is written has ${needed} bytes`;
        problems.push(problem(script, node.span, "check/sctp-length", message));
      } else if (value !== "any" && node.length > needed && !mayBeCut) {
        const message = `len of ${node.type} is ${node.length}, and what is written has only ${needed} bytes`;
        problems.push(problem(script, node.span, "check/sctp-length", message));
      }
    }
  }
  return problems;
};
