// SPDX-License-Identifier: GPL-2.0
import type { CodeRange, Statement } from "./ast.js";
import { BeyondSubsetError, PythonError } from "./errors.js";
import { type CodeScope, runStatements } from "./evaluate.js";
import { namedValues } from "./named-values.js";
import { parseCode } from "./parser.js";
import { type CodeFragment, runInPython } from "./python.js";
import type { PyValue } from "./value.js";

export interface CodeSessionOptions {
  /** The script's path, for tracebacks. */
  readonly file: string;
  /** Constants of the kernel's headers. */
  readonly constant: (name: string) => number | undefined;
  /** Real-time limit of `python3`, in ms. */
  readonly timeoutMs: number;
}

/** What a block came to. `range` is in the text of the block, if the place is known. */
export type CodeOutcome =
  | { readonly type: "passed"; readonly output: string }
  | {
      readonly type: "failed";
      readonly output: string;
      readonly message: string;
      /** Names in the failed assertion, with their values. */
      readonly values: ReadonlyMap<string, string>;
      readonly range?: CodeRange;
      /** Line of the script, when only that is known. */
      readonly line?: number;
    };

const NOTHING: ReadonlyMap<string, string> = new Map();

/**
 * The `%{ }%` blocks of one run of a script: one namespace. Blocks are evaluated in-process, as
 * they come; from the first one on that uses more of Python than is known here, they wait for
 * `finish`, which runs them in `python3`.
 */
export class CodeSession {
  readonly #options: CodeSessionOptions;
  readonly #variables = new Map<string, PyValue>();
  readonly #fragments: CodeFragment[] = [];
  /** Index of the first waiting fragment, and why it waits. */
  #waiting: { readonly from: number; readonly reason: BeyondSubsetError | PythonError } | undefined;

  constructor(options: CodeSessionOptions) {
    this.#options = options;
  }

  /**
   * Runs a block, or puts it aside for `finish`.
   * @param line       line of the script on which the text starts
   * @param variables  what the socket says now, such as tcpi_snd_cwnd
   */
  run(text: string, line: number, variables: ReadonlyMap<string, PyValue>): CodeOutcome {
    this.#fragments.push({ text: text.replace(/^[ \t]+|[ \t]+$/g, ""), line, variables });
    for (const [name, value] of variables) this.#variables.set(name, value);
    if (this.#waiting !== undefined) return { type: "passed", output: "" };
    let statements: readonly Statement[];
    try {
      statements = parseCode(text);
    } catch (error) {
      return this.#putAside(error);
    }
    return this.#evaluate(statements);
  }

  /** Whether something was put aside for `finish`. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** Runs what was put aside. */
  finish(): CodeOutcome {
    const waiting = this.#waiting;
    if (waiting === undefined) return { type: "passed", output: "" };
    const constants = this.#constantsIn(this.#fragments);
    const fragments = this.#fragments.map((fragment) => ({
      ...fragment,
      variables: new Map([...constants, ...fragment.variables]),
    }));
    const outcome = runInPython(fragments, waiting.from, this.#options.file, this.#options.timeoutMs);
    if (outcome.type === "passed") return outcome;
    const { message } = outcome;
    if (outcome.type === "raised")
      return { type: "failed", output: outcome.output, message, values: NOTHING, line: outcome.line };
    const line = this.#fragments[waiting.from]?.line;
    return {
      type: "failed",
      output: "",
      message: `${describe(waiting.reason)}, and ${message}`,
      values: NOTHING,
      ...(line === undefined ? {} : { line }),
    };
  }

  #evaluate(statements: readonly Statement[]): CodeOutcome {
    let output = "";
    const scope: CodeScope = {
      variables: this.#variables,
      constant: this.#options.constant,
      print: (line) => {
        output += `${line}\n`;
      },
    };
    try {
      runStatements(statements, scope);
      return { type: "passed", output };
    } catch (error) {
      if (!(error instanceof PythonError)) return this.#putAside(error);
      const { range } = error;
      const failed = statements.find((statement) => statement.type === "assert" && statement.test === range);
      const values = failed?.type === "assert" ? namedValues(failed.test, scope) : NOTHING;
      const located = range === undefined ? {} : { range };
      return { type: "failed", output, message: describe(error), values, ...located };
    }
  }

  #putAside(error: unknown): CodeOutcome {
    if (!(error instanceof BeyondSubsetError || error instanceof PythonError)) throw error;
    this.#waiting = { from: this.#fragments.length - 1, reason: error };
    return { type: "passed", output: "" };
  }

  /** Constants that the texts mention: Python gets no more than these. */
  #constantsIn(fragments: readonly CodeFragment[]): ReadonlyMap<string, PyValue> {
    const names = new Set(fragments.flatMap(({ text }) => text.match(/\b[A-Z]\w+\b/g) ?? []));
    const found = new Map<string, PyValue>();
    for (const name of names) {
      const value = this.#options.constant(name);
      if (value !== undefined) found.set(name, BigInt(value));
    }
    return found;
  }
}

function describe(error: BeyondSubsetError | PythonError): string {
  if (error instanceof BeyondSubsetError) return error.message;
  return error.message === "" ? error.kind : `${error.kind}: ${error.message}`;
}
