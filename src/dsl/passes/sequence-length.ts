// SPDX-License-Identifier: GPL-2.0
import type { Sequence } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

/** In `start:end(length)`, the end is start plus length, modulo 2^32. */
export const sequenceLength: Pass = (script) => {
  const problems: Diagnostic[] = [];
  const look = ({ start, end, length, span }: Sequence): void => {
    const right = (start + length) % 2 ** 32;
    if (end === right) return;
    const note = {
      message: `write ${start}:${right}(${length})${end > start ? ` or ${start}:${end}(${end - start})` : ""}`,
    };
    problems.push(
      problem(script, span, "check/sequence-length", "sequence numbers and length do not agree", [note]),
    );
  };
  for (const { header } of headers(script)) {
    if (header.type === "tcp") look(header.sequence);
    if (header.type === "icmp" && header.quoted?.type === "tcp") look(header.quoted.sequence);
  }
  return problems;
};
