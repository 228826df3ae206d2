// SPDX-License-Identifier: GPL-2.0
import type { DccpHeader, DccpOption } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

/** Options about the acknowledgement number of their packet; RFC 4340 sections 11.4, 11.7, 13.2. */
const ABOUT_ACK: readonly DccpOption["type"][] = ["ack_vector", "data_dropped", "elapsed_time"];

/** Options that a Data packet must not have, RFC 4340 table 3 and RFC 4342 section 8. */
const NOT_ON_DATA: readonly DccpOption["type"][] = [
  "mandatory",
  "change_l",
  "change_r",
  "confirm_l",
  "confirm_r",
  "init_cookie",
  ...ABOUT_ACK,
  "loss_event_rate",
  "loss_intervals",
  "receive_rate",
];

/** DCCP options stand where the protocol lets them. A script may break that rule on purpose. */
export const dccpOptionPlace: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { header } of headers(script)) {
    if (header.type !== "dccp") continue;
    header.options?.forEach((option, index) => {
      const message = fault(header, option, index);
      if (message === undefined) return;
      const found = problem(script, option.span, "check/dccp-option-place", message);
      problems.push({ ...found, severity: "warning" });
    });
  }
  return problems;
};

function fault(header: DccpHeader, option: DccpOption, index: number): string | undefined {
  const { packetType, options = [] } = header;
  if (packetType === "Data" && NOT_ON_DATA.includes(option.type))
    return `Data packets have no ${option.type}`;
  if (packetType === "Request" && ABOUT_ACK.includes(option.type)) {
    return `${option.type} is about the ack, and Request packets have none`;
  }
  if (packetType === "Request" && option.type === "init_cookie") {
    return "init_cookie comes from the server, and Request packets go to it";
  }
  if (option.type !== "mandatory") return undefined;
  const next = options[index + 1]?.type;
  return next !== undefined && next !== "mandatory"
    ? undefined
    : "mandatory is about the option behind it, and there is none";
}
