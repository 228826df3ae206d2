// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG, type TcpOption } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

const { SYN, ACK } = TCP_FLAG;

/** Whether SYN and ACK are set in segments with the option; RFC 8684 sections 3.2 and 3.3. */
const SEGMENTS: Partial<Record<TcpOption["type"], { readonly bits: number; readonly name: string }>> = {
  mp_join_syn: { bits: SYN, name: "a SYN" },
  mp_join_syn_ack: { bits: SYN | ACK, name: "a SYN/ACK" },
  mp_join_ack: { bits: ACK, name: "an ACK" },
  dss: { bits: ACK, name: "segments after the handshake" },
};

/** MPTCP options stand in the segments they are for. A script may break that rule on purpose. */
export const mptcpSegment: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { header } of headers(script)) {
    if (header.type !== "tcp") continue;
    for (const option of header.options ?? []) {
      const segment = SEGMENTS[option.type];
      const mask = option.type === "dss" ? SYN : SYN | ACK;
      if (segment === undefined || ((header.flags.bits ^ segment.bits) & mask) === 0) continue;
      const message = `${option.type} is for ${segment.name}, and this is none`;
      const found = problem(script, option.span, "check/mptcp-segment", message);
      problems.push({ ...found, severity: "warning" });
    }
  }
  return problems;
};
