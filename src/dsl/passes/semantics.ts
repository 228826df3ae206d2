// SPDX-License-Identifier: GPL-2.0

/**
 * Checks of what a script means, for `ktest check`: a run would come upon the same, but only when
 * it gets there, and as a packet or result that differs. They report what is certain: of a script
 * that can pass they say nothing that is not so.
 *
 * Whatever needs the kernel's headers or the schemas of the system calls is in runner/check.
 */
import type { Script } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { blockingCalls } from "./blocking-calls.js";
import { optionPlaces } from "./option-places.js";
import type { Pass } from "./pass.js";
import { results } from "./results.js";
import { unreachable } from "./unreachable.js";

/** They look at one event at a time. */
const EVENT_SEMANTICS: readonly Pass[] = [results, optionPlaces];

/** They follow what went before, so they need all events. */
const SCRIPT_SEMANTICS: readonly Pass[] = [unreachable, blockingCalls];

/** @param complete false if parts of the file could not be parsed */
export function checkSemantics(script: Script, complete: boolean): Diagnostic[] {
  const passes = complete ? [...EVENT_SEMANTICS, ...SCRIPT_SEMANTICS] : EVENT_SEMANTICS;
  return passes.flatMap((pass) => pass(script));
}
