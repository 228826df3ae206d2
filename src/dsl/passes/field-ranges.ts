// SPDX-License-Identifier: GPL-2.0
import type { Diagnostic } from "../diagnostic.js";
import { fieldsOf } from "./fields.js";
import { headers, type Pass, problem } from "./pass.js";

/** Numbers fit into their fields. */
export const fieldRanges: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { packet, header } of headers(script)) {
    for (const { name, value, bits, span } of fieldsOf(header, packet.direction)) {
      if (value === undefined || value < 2 ** bits) continue;
      const message = `${name} is ${value}, and ${2 ** bits - 1} is the most there can be`;
      problems.push(problem(script, span, "check/field-range", message));
    }
  }
  return problems;
};
