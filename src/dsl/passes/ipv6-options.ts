// SPDX-License-Identifier: GPL-2.0
import type { Ipv6Option } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

/** Next header and length come first; all is counted in units of 8 bytes, RFC 8200 section 4.2. */
const FIRST_BYTES = 2;
const UNIT = 8;
const MAX_BYTES = 256 * UNIT;

/** The options of a header fill it, and each has a length that its bytes can say. */
export const ipv6Options: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { header } of headers(script)) {
    if (header.type !== "hopopts" && header.type !== "destopts") continue;
    for (const option of header.options) {
      const wrong = wrongLength(option);
      if (wrong) problems.push(problem(script, option.span, "check/ipv6-option", wrong));
    }
    const length = header.options.reduce((sum, option) => sum + ipv6OptionLength(option), FIRST_BYTES);
    if (length % UNIT === 0 && length <= MAX_BYTES) continue;
    const message = `${header.type} of ${length} bytes, with the two in front: a multiple of ${UNIT}, at most ${MAX_BYTES}`;
    problems.push(
      problem(script, header.span, "check/ipv6-option", message, [{ message: "pad1 and padn fill up" }]),
    );
  }
  return problems;
};

function wrongLength(option: Ipv6Option): string | undefined {
  if (option.type === "padn" && (option.length < 2 || option.length > 257)) {
    return `padn ${option.length}: it has 2 to 257 bytes`;
  }
  const isLong = option.type === "option" && (option.data?.bytes.length ?? 0) > 255;
  return isLong ? "an option has at most 255 bytes of data" : undefined;
}

/** Bytes of an option, RFC 8200 section 4.2. */
function ipv6OptionLength(option: Ipv6Option): number {
  switch (option.type) {
    case "pad1":
      return 1;
    case "padn":
      return option.length;
    case "router_alert":
      return 4;
    case "home_address":
      return 18;
    case "option":
      return 2 + (option.data?.bytes.length ?? 0);
  }
}
