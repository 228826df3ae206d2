// SPDX-License-Identifier: GPL-2.0
import type { OptionLine, Script, SymbolRef } from "../../dsl/ast.js";
import { type Bound, bind } from "../../dsl/bind/index.js";
import { type Diagnostic, firstOnes, hasErrors, inOrder } from "../../dsl/diagnostic.js";
import { type Parsed, parse } from "../../dsl/parse.js";
import { check } from "../../dsl/passes/index.js";
import { checkSemantics } from "../../dsl/passes/semantics.js";
import type { Source } from "../../dsl/source.js";
import { resolveConfig } from "../config/config.js";
import { selectVariants } from "../config/select.js";
import { VARIANTS, type Variant } from "../config/variant.js";
import type { Constants } from "../constants.js";
import { definesOf } from "../defines.js";
import { checkCalls } from "./calls.js";
import type { Finding } from "./finding.js";
import { checkOptions, checkVariants, usableOptions } from "./variants.js";

export interface CheckOptions {
  /** Nothing but what the parser says. */
  readonly syntaxOnly: boolean;
  /** The kernel's; undefined: system calls are not looked at. */
  readonly constants: Constants | undefined;
  /** `NAME=VALUE`, from outside of the script. */
  readonly defines: readonly string[];
}

export interface CheckedScript {
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  readonly source: Source;
}

/**
 * All that can be found wrong with a script without running it. Never throws for what is in it.
 *
 * @param text  bytes are taken as UTF-8
 * @param file  its name: for messages, and for the variants that the name allows
 */
export function checkScript(text: string | Uint8Array, file: string, options: CheckOptions): CheckedScript {
  const parsed = parse(text, file);
  const { source } = parsed;
  if (options.syntaxOnly) return { diagnostics: parsed.diagnostics, source };
  const semantic = new ScriptCheck(parsed, options).run().map((found) => ({ ...found, file }));
  return { diagnostics: firstOnes(inOrder([...parsed.diagnostics, ...semantic])), source };
}

class ScriptCheck {
  readonly #parsed: Parsed;
  readonly #script: Script<SymbolRef>;
  readonly #options: CheckOptions;
  readonly #isComplete: boolean;

  constructor(parsed: Parsed, options: CheckOptions) {
    this.#parsed = parsed;
    this.#script = parsed.script;
    this.#options = options;
    this.#isComplete = !hasErrors(parsed.diagnostics);
  }

  run(): readonly Finding[] {
    const noVariant = checkVariants(this.#script);
    const allowed = selectVariants(this.#script.file, this.#script.options, undefined);
    const [first, ...others] = allowed.length > 0 ? allowed : VARIANTS;
    if (first === undefined) return [];
    const findings = this.#variant(first);
    // what differs between variants are the values of some names
    const differ = this.#usesNamesOf([first, ...others]);
    const all = [findings, ...(differ ? others.map((variant) => this.#variant(variant)) : [])];
    return [...(noVariant === undefined ? [] : [noVariant]), ...merge(all, [first, ...others])];
  }

  #variant(variant: Variant): readonly Finding[] {
    const { constants, defines } = this.#options;
    const bound = bind(this.#script, definesOf(this.#script, variant, defines));
    const problems = [
      ...check(bound.script, this.#isComplete),
      ...checkSemantics(bound.script, this.#isComplete),
      ...(constants === undefined ? [] : this.#calls(bound.script, variant, constants)),
    ];
    return [
      ...checkOptions(this.#script.options, variant),
      ...bound.diagnostics,
      ...problems.filter((found) => !isConsequence(found, bound)),
    ];
  }

  #calls(script: Script, variant: Variant, constants: Constants): readonly Finding[] {
    const lines: readonly OptionLine[] = usableOptions(script.options, variant);
    return checkCalls(script, resolveConfig(variant, lines, {}), constants, this.#isComplete);
  }

  #usesNamesOf(variants: readonly Variant[]): boolean {
    const { text } = this.#parsed.source;
    return variants.some(({ defines }) => Object.keys(defines).some((name) => text.includes(name)));
  }
}

/** Whether it is about an event in which a name without value was replaced by something harmless. */
function isConsequence({ span }: Finding, { script, diagnostics }: Bound): boolean {
  if (diagnostics.length === 0) return false;
  const event = script.events.find((each) => each.span.start <= span.start && span.start < each.span.end);
  if (event === undefined) return false;
  return diagnostics.some(({ span: { start } }) => event.span.start <= start && start < event.span.end);
}

/**
 * The findings of several variants as one list. An error in some variants only is a warning: the
 * script is right elsewhere, and can say where it is at home.
 */
function merge(all: readonly (readonly Finding[])[], variants: readonly Variant[]): readonly Finding[] {
  const [findings = []] = all;
  if (all.length === 1) return findings;
  const seen = new Map<string, { readonly found: Finding; readonly names: string[] }>();
  for (const [index, list] of all.entries())
    for (const found of list) {
      const key = `${found.code} ${found.span.start} ${found.span.end} ${found.message}`;
      const entry = seen.get(key) ?? { found, names: [] };
      seen.set(key, entry);
      entry.names.push(variants[index]?.name ?? "");
    }
  return [...seen.values()].map(({ found, names }) => {
    if (names.length >= all.length) return found;
    const note = `so in ${[...new Set(names)].join(" and ")} only; --ip_version names the one that a script is for`;
    return { ...found, severity: "warning", notes: [...found.notes, { message: note }] };
  });
}
