// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

/** Two bytes that tell it apart, code, and private enterprise number. */
const REASON_BYTES = 8;

/** Why a connection is reset is the payload of a reset segment. */
export const resetReason: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { header } of headers(script)) {
    if (header.type !== "tcp" || header.resetReason === undefined) continue;
    const { flags, sequence, resetReason } = header;
    const wrong = (message: string) =>
      problems.push(problem(script, resetReason.span, "check/reset-reason", message));
    if ((flags.bits & TCP_FLAG.RST) === 0) wrong("a reason for a reset in a segment without the flag R");
    else if (sequence.length !== REASON_BYTES)
      wrong(`the reason for a reset is a payload of ${REASON_BYTES} bytes`);
  }
  return problems;
};
