// SPDX-License-Identifier: GPL-2.0
import type { DccpHeader, DccpOption } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { dccpHeaderBytes, dccpOptionBytes } from "./dccp-length.js";
import { headers, type Pass, problem } from "./pass.js";

/** The data offset has 8 bits and counts words. */
const MAX_HEADER = 255 * 4;
/** What the length byte of an option can say. */
const MAX_OPTION = 255;
/** Kinds up to this one are a byte and nothing else. */
const LAST_SINGLE = 31;

/** DCCP options fit into the header, and fill their last word; RFC 4340 section 5.8. */
export const dccpOptions: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { header } of headers(script)) {
    if (header.type !== "dccp" || header.options === undefined) continue;
    for (const option of header.options) {
      const message = fault(option);
      if (message !== undefined) problems.push(problem(script, option.span, "check/dccp-option", message));
    }
    const message = overflow(header, header.options);
    if (message !== undefined) {
      problems.push(problem(script, header.span, message.code, message.text, message.notes));
    }
  }
  return problems;
};

function fault(option: DccpOption): string | undefined {
  const bytes = dccpOptionBytes(option);
  if (option.type !== "raw" && bytes > MAX_OPTION)
    return `${bytes} bytes in one option, and ${MAX_OPTION} are the most there can be`;
  if (option.type === "unknown" && option.kind <= LAST_SINGLE && option.data !== undefined) {
    return `an option of kind ${option.kind} is a single byte`;
  }
  const isNumber = "feature" in option && (option.feature === 3 || option.feature === 5);
  return isNumber && option.values.length > 1 ? "the feature has one value" : undefined;
}

interface Overflow {
  readonly code: string;
  readonly text: string;
  readonly notes: readonly { readonly message: string }[];
}

function overflow(header: DccpHeader, options: readonly DccpOption[]): Overflow | undefined {
  const bytes = options.reduce((sum, option) => sum + dccpOptionBytes(option), 0);
  const most = MAX_HEADER - dccpHeaderBytes(header);
  if (bytes > most) {
    const text = `${bytes} bytes of DCCP options, and ${most} are the most there can be`;
    return { code: "check/options-too-long", text, notes: [] };
  }
  if (bytes % 4 === 0) return undefined;
  const text = `${bytes} bytes of DCCP options, which is no multiple of 4`;
  const message = `add ${4 - (bytes % 4)} more with padding; Linux has it in front of the other options`;
  return { code: "check/options-padding", text, notes: [{ message }] };
}
