// SPDX-License-Identifier: GPL-2.0
import type { Diagnostic } from "../diagnostic.js";
import { type FieldVisitor, visitFields } from "./fields.js";
import { headers, type Pass, problem } from "./pass.js";

/** By the bits of the field: what is too large for it. */
const LIMITS = Array.from({ length: 65 }, (_, bits) => 2 ** bits);

/** Numbers fit into their fields. */
export const fieldRanges: Pass = (script) => {
  const problems: Diagnostic[] = [];
  const look: FieldVisitor = (name, value, bits, span) => {
    if (value === undefined || value < (LIMITS[bits] ?? 0)) return;
    const message = `${name} is ${value}, and ${2 ** bits - 1} is the most there can be`;
    problems.push(problem(script, span, "check/field-range", message));
  };
  for (const { packet, header } of headers(script)) visitFields(header, packet.direction, look);
  return problems;
};
