// SPDX-License-Identifier: GPL-2.0
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

/** An injected TCP packet has to say its window, as nothing else can. */
export const inboundWindow: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { packet, header } of headers(script)) {
    if (header.type !== "tcp" || packet.direction === "outbound" || header.window !== undefined) continue;
    const note = "write for example: win 257";
    problems.push(
      problem(script, header.span, "check/no-window", "an injected TCP packet without a window", [
        { message: note },
      ]),
    );
  }
  return problems;
};
