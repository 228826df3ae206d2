// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import type { Diagnostic } from "../dsl/diagnostic.js";
import {
  type Bound,
  bind,
  check,
  type Defines,
  firstOnes,
  hasErrors,
  inOrder,
  type Parsed,
  parse,
  type Script,
} from "../dsl/index.js";
import { type RunConfig, resolveConfig } from "./config/config.js";
import type { Variant } from "./config/variant.js";
import { definesOf } from "./defines.js";
import { unknownNames } from "./packet-names.js";
import { problemOf, type RunProblem } from "./run/outcome.js";
import { ScriptError } from "./script-error.js";
import type { StoredScripts } from "./setup/stored-scripts.js";

/** A script that can be run, or why it cannot. */
export type LoadedScript =
  | { readonly type: "ready"; readonly script: Script; readonly config: RunConfig }
  | { readonly type: "refused"; readonly problems: readonly RunProblem[] };

/** What the user says about all scripts. */
export interface UserSettings {
  readonly options: Readonly<Record<string, string>>;
  /** `NAME=VALUE` */
  readonly defines: readonly string[];
}

/** Scripts that are kept: the variants of one come after each other, or a little apart. */
const MAX_SCRIPTS = 16;

/** Reads scripts and prepares them for their variants; a file is read and parsed once for all of them. */
export class ScriptLoader {
  readonly #settings: UserSettings;
  readonly #stored: StoredScripts | undefined;
  readonly #parsed = new Map<string, Parsed>();
  /** Scripts with their values, for those that are the same in all variants. */
  readonly #bound = new WeakMap<Parsed, Bound>();
  /** Those with which nothing is wrong, as long as no names are defined from outside. */
  readonly #sound = new WeakSet<Parsed>();
  readonly #configs = new Map<string, RunConfig>();
  readonly #prepared = new WeakMap<Parsed, Map<Variant, LoadedScript>>();

  /** @param stored  what other processes have parsed, if that is wanted */
  constructor(settings: UserSettings, stored?: StoredScripts) {
    this.#settings = settings;
    this.#stored = stored;
  }

  /**
   * @param path  of the script; also its name in messages
   * @throws an errno exception if the file cannot be read
   */
  load(path: string, variant: Variant): LoadedScript {
    const parsed = this.#parse(path);
    const known = this.#prepared.get(parsed) ?? new Map<Variant, LoadedScript>();
    const loaded = known.get(variant) ?? this.#prepare(parsed, path, variant);
    this.#prepared.set(parsed, known.set(variant, loaded));
    return loaded;
  }

  /** A script of no events, for what needs only the network of a variant. */
  loadEmpty(name: string, variant: Variant): LoadedScript {
    return this.#prepare(parse("", name), name, variant);
  }

  #prepare(parsed: Parsed, path: string, variant: Variant): LoadedScript {
    const { script, diagnostics: all } = this.#bind(parsed, variant);
    if (hasErrors(all)) return { type: "refused", problems: all.filter(isError).map(refusal) };
    const unknown = unknownNames(script, variant);
    if (unknown.length > 0) return { type: "refused", problems: unknown };
    try {
      return {
        type: "ready",
        script,
        config: this.#config(variant, script, parsed),
      };
    } catch (error) {
      const problem = error instanceof ScriptError ? problemOf(error, path) : undefined;
      if (problem === undefined) throw error;
      return { type: "refused", problems: [problem] };
    }
  }

  /** Scripts with the same option lines have one configuration, by which is told what else they share. */
  #config(variant: Variant, { options }: Script, { source }: Parsed): RunConfig {
    const lines = options.map(({ span }) => source.text.slice(span.start, span.end));
    const key = [variant.name, ...lines].join("\n");
    const config = this.#configs.get(key) ?? resolveConfig(variant, options, this.#settings.options);
    this.#configs.set(key, config);
    return config;
  }

  /** The script with values for its names, and all that is wrong with it. */
  #bind(parsed: Parsed, variant: Variant): Bound {
    const { text } = parsed.source;
    const defines = definesOf(parsed.script, variant, this.#settings.defines, (name) => text.includes(name));
    return defines.size === 0 ? this.#bindAsItIs(parsed) : bindAndCheck(parsed, defines);
  }

  /** Without names from outside. */
  #bindAsItIs(parsed: Parsed): Bound {
    const known = this.#bound.get(parsed);
    if (known !== undefined) return known;
    const bound = this.#sound.has(parsed)
      ? bind(parsed.script, undefined, parsed.symbols)
      : bindAndCheck(parsed, new Map());
    this.#bound.set(parsed, bound);
    return bound;
  }

  #parse(path: string): Parsed {
    const known = this.#parsed.get(path);
    if (known !== undefined) return known;
    const text = readFileSync(path);
    const stored = this.#stored?.load(path, text);
    const parsed = stored?.parsed ?? parse(text, path);
    if (stored?.isSound === true) this.#sound.add(parsed);
    if (stored === undefined && this.#stored !== undefined) {
      const isSound = this.#bindAsItIs(parsed).diagnostics.length === 0;
      this.#stored.save(path, text, { parsed, isSound });
    }
    const [oldest] = this.#parsed.keys();
    if (oldest !== undefined && this.#parsed.size >= MAX_SCRIPTS) this.#parsed.delete(oldest);
    this.#parsed.set(path, parsed);
    return parsed;
  }
}

function bindAndCheck(parsed: Parsed, defines: Defines): Bound {
  const { script, diagnostics } = bind(parsed.script, defines, parsed.symbols);
  const findings = check(script, !hasErrors(parsed.diagnostics));
  return { script, diagnostics: firstOnes(inOrder([...parsed.diagnostics, ...diagnostics, ...findings])) };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}

function refusal(diagnostic: Diagnostic): RunProblem {
  return { verdict: "error", diagnostic };
}
