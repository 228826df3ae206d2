// SPDX-License-Identifier: GPL-2.0
import type { SctpNode, TcpHeader } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";
import { sctpNodes } from "./walk-sctp.js";

/**
 * Fields of injected SCTP packets that may be open all the same, as there is a natural value:
 * flags are 0; cookies and what a heartbeat carries are those of the kernel's own packets, or
 * anything; padding is anything; lengths follow from the rest where there is one.
 */
const FREE: Readonly<Partial<Record<SctpNode["type"], readonly string[]>>> = {
  COOKIE_ECHO: ["length", "value"],
  STATE_COOKIE: ["length", "value"],
  HEARTBEAT_INFORMATION: ["length", "value"],
  PAD: ["value"],
  CHUNK: ["value"],
  PARAMETER: ["value"],
  CAUSE: ["info"],
  RANDOM: ["value"],
  AUTH: ["hmac"],
};

/** Chunks whose flags mean something. */
const WITH_FLAGS: readonly SctpNode["type"][] = ["DATA", "I_DATA", "CHUNK"];

/** `...` makes sense for what is expected; what is injected has to be known. */
export const openFields: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { packet, header } of headers(script)) {
    if (packet.direction === "outbound") continue;
    const report = (span: Diagnostic["span"], field: string) => {
      const message = `${field} is open, and only expected packets leave something open`;
      problems.push(problem(script, span, "check/open-field", message));
    };
    if (header.type === "tcp") openTcp(header, report);
    if (header.type !== "sctp") continue;
    for (const { node, parts, quoted } of sctpNodes(header)) {
      const free = FREE[node.type] ?? [];
      for (const { property, field, value } of parts) {
        if (value !== "any" || free.includes(property)) continue;
        if (field.kind === "flags" && !quoted && !WITH_FLAGS.includes(node.type)) continue;
        report(node.span, `${field.name === "" ? `the list of ${field.kind}` : field.name} of ${node.type}`);
      }
    }
  }
  return problems;
};

function openTcp(
  { sequence, options }: TcpHeader,
  report: (span: Diagnostic["span"], field: string) => void,
): void {
  if (sequence.mode === "any") report(sequence.span, "the sequence number");
  for (const option of options ?? []) {
    if (option.type === "timestamps" && option.value === undefined) report(option.span, "TS val");
    if (option.type === "md5" && !option.digest && !option.valid) report(option.span, "the digest of md5");
    if (option.type === "ao" && !option.mac) report(option.span, "the mac of ao");
  }
}
