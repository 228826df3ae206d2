// SPDX-License-Identifier: GPL-2.0

/**
 * The codes of all diagnostics, whoever makes them, with an explanation each: for
 * `ktest check --explain` and docs/diagnostics.md.
 *
 * - parse.ts    what the text is not
 * - check.ts    what a script cannot mean; bind/ are about defined names
 * - protocols.ts   the same for single protocols: MPTCP, DCCP, SCTP
 * - script.ts   what a run refuses: script/ and packet/
 * - run.ts      how a run fails
 *
 * May import nothing.
 */
import { CHECK_CODES } from "./check.js";
import type { Explanation } from "./code.js";
import { PARSE_CODES } from "./parse.js";
import { PROTOCOL_CODES } from "./protocols.js";
import { RUN_CODES } from "./run.js";
import { SCRIPT_CODES } from "./script.js";

export type { Explanation } from "./code.js";

export const CODES: readonly Explanation[] = [
  ...PARSE_CODES,
  ...CHECK_CODES,
  ...PROTOCOL_CODES,
  ...SCRIPT_CODES,
  ...RUN_CODES,
];

const BY_CODE: ReadonlyMap<string, Explanation> = new Map(CODES.map((each) => [each.code, each]));

export function explanationOf(code: string): Explanation | undefined {
  return BY_CODE.get(code);
}
