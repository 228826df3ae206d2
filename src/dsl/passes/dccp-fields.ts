// SPDX-License-Identifier: GPL-2.0
import type { DccpHeader, DccpType } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

const WITHOUT_ACK: readonly DccpType[] = ["Request", "Data"];
const WITH_SERVICE: readonly DccpType[] = ["Request", "Response"];
const WITH_SHORT_NUMBERS: readonly DccpType[] = ["Data", "Ack", "DataAck"];
const RESET_DATA_BYTES = 3;

/** A DCCP packet has the fields of its type, RFC 4340 section 5, and all of them if it is injected. */
export const dccpFields: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { packet, header } of headers(script)) {
    if (header.type !== "dccp") continue;
    const found = [...superfluous(header), ...(packet.direction === "inbound" ? missing(header) : [])];
    for (const message of found) problems.push(problem(script, header.span, "check/dccp-field", message));
    if (!header.extended && !WITH_SHORT_NUMBERS.includes(header.packetType)) {
      const message = `short is for ${WITH_SHORT_NUMBERS.join(", ")} packets only`;
      problems.push({ ...problem(script, header.span, "check/dccp-short", message), severity: "warning" });
    }
  }
  return problems;
};

function superfluous({ packetType, ack, service, resetCode, resetData }: DccpHeader): string[] {
  const found: string[] = [];
  if (ack !== undefined && WITHOUT_ACK.includes(packetType)) found.push(`${packetType} packets have no ack`);
  if (service !== undefined && !WITH_SERVICE.includes(packetType)) {
    found.push(`${packetType} packets have no service code`);
  }
  if ((resetCode ?? resetData) !== undefined && packetType !== "Reset") {
    found.push("only Reset packets have a code and data");
  }
  if (resetData !== undefined && resetData.bytes.length !== RESET_DATA_BYTES) {
    found.push(`the data of a Reset packet is ${RESET_DATA_BYTES} bytes`);
  }
  return found;
}

/** What a packet should not be injected without: 0 is hardly what is meant. */
function missing({ packetType, ack, resetCode }: DccpHeader): string[] {
  const found: string[] = [];
  if (ack === undefined && !WITHOUT_ACK.includes(packetType)) found.push(`${packetType} packets need an ack`);
  if (resetCode === undefined && packetType === "Reset") found.push("Reset packets need a code");
  return found;
}
