// SPDX-License-Identifier: GPL-2.0
import type { Event } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

/** Times and fields that leave something open make sense only for packets that the kernel sends. */
export const outboundOnly: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const event of script.events) {
    const { time } = event;
    if (isExpectation(event) || time.type === "absolute" || time.type === "relative") continue;
    const what = time.type === "any" ? "the time *" : "a range of times";
    problems.push(problem(script, time.span, "check/open-time", `${what} is for expected packets only`));
  }
  for (const { packet, header } of headers(script)) {
    if (packet.direction === "outbound") continue;
    if ((header.type === "tcp" || header.type === "dccp") && header.options === undefined) {
      problems.push(problem(script, header.span, "check/open-options", "<...> is for expected packets only"));
    }
    if ("ecn" in header && header.ecn === "ect01") {
      problems.push(problem(script, header.span, "check/open-ecn", "ect01 is for expected packets only"));
    }
  }
  return problems;
};

function isExpectation({ action }: Event): boolean {
  return action.type === "packet" && action.direction === "outbound";
}
