// SPDX-License-Identifier: GPL-2.0
import type { Script } from "./ast.js";
import { bind, type Defines } from "./bind/index.js";
import { type Diagnostic, firstOnes, hasErrors, inOrder } from "./diagnostic.js";
import { parse } from "./parse.js";
import { check } from "./passes/index.js";
import type { Source } from "./source.js";

export interface Loaded {
  /** To be run only if no diagnostic is an error. */
  readonly script: Script;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: Source;
}

/**
 * From text to a script that can be run: parses it, puts values for names, and checks it.
 * Never throws.
 *
 * @param text the script; bytes are taken as UTF-8
 * @param file its name, for messages
 * @param defines names and values from outside; they win over those of the script
 */
export function load(text: string | Uint8Array, file: string, defines?: Defines): Loaded {
  const parsed = parse(text, file);
  const bound = bind(parsed.script, defines, parsed.symbols);
  // what stands in for a name without value would only be found wrong once more
  const findings = hasErrors(bound.diagnostics) ? [] : check(bound.script, !hasErrors(parsed.diagnostics));
  const diagnostics = firstOnes(inOrder([...parsed.diagnostics, ...bound.diagnostics, ...findings]));
  return { script: bound.script, diagnostics, source: parsed.source };
}
