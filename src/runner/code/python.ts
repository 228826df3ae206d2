// SPDX-License-Identifier: GPL-2.0
import { spawnSync } from "node:child_process";
import { type PyValue, toRepr } from "./value.js";

/** One `%{ }%` block with the variables it was given. */
export interface CodeFragment {
  readonly text: string;
  /** Line of the script on which `text` starts. */
  readonly line: number;
  readonly variables: ReadonlyMap<string, PyValue>;
}

export type PythonOutcome =
  | { readonly type: "passed"; readonly output: string }
  /** Raised in the script's line `line`. */
  | { readonly type: "raised"; readonly output: string; readonly line: number; readonly message: string }
  | { readonly type: "unavailable"; readonly message: string };

/**
 * Runs the fragments in one namespace. Each is compiled with its place in the script, so that
 * tracebacks show the script's lines.
 */
const BOOTSTRAP = `
import contextlib, io, json, sys, traceback
job = json.load(sys.stdin)
names = {"__name__": "__main__"}
for number, part in enumerate(job["fragments"]):
    names.update((name, eval(value)) for name, value in part["variables"].items())
    quiet = number < job["first"]
    try:
        code = compile("\\n" * (part["line"] - 1) + part["text"], job["file"], "exec")
        with contextlib.redirect_stdout(io.StringIO() if quiet else sys.stdout):
            exec(code, names)
    except BaseException as error:
        line = part["line"]
        if isinstance(error, SyntaxError) and error.lineno:
            line = error.lineno
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename == job["file"]:
                line = frame.lineno
        sys.stdout.flush()
        text = "".join(traceback.format_exception_only(type(error), error)).strip()
        json.dump({"line": line, "message": text}, sys.stderr)
        sys.exit(1)
`;

/**
 * Runs all fragments of a script in the user's `python3`.
 * @param first  index of the first fragment whose output is wanted: those before it ran in-process
 * @param timeoutMs  real-time limit
 */
export function runInPython(
  fragments: readonly CodeFragment[],
  first: number,
  file: string,
  timeoutMs: number,
): PythonOutcome {
  const job = {
    file,
    first,
    fragments: fragments.map(({ text, line, variables }) => ({ text, line, variables: literals(variables) })),
  };
  const run = spawnSync("python3", ["-c", BOOTSTRAP], {
    input: JSON.stringify(job),
    encoding: "utf8",
    timeout: timeoutMs,
  });
  if (run.error !== undefined) {
    const missing = "code" in run.error && run.error.code === "ENOENT";
    return {
      type: "unavailable",
      message: missing ? "there is no python3 on this machine" : run.error.message,
    };
  }
  if (run.status === 0) return { type: "passed", output: run.stdout };
  const report: unknown = parseReport(run.stderr);
  if (isReport(report)) return { type: "raised", output: run.stdout, ...report };
  return { type: "unavailable", message: `python3 ended with status ${run.status}: ${run.stderr.trim()}` };
}

/** Values as Python writes them: JSON would round integers above 2^53. */
function literals(variables: ReadonlyMap<string, PyValue>): Record<string, string> {
  return Object.fromEntries([...variables].map(([name, value]) => [name, toRepr(value)]));
}

function parseReport(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isReport(value: unknown): value is { readonly line: number; readonly message: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "line" in value &&
    typeof value.line === "number" &&
    "message" in value &&
    typeof value.message === "string"
  );
}
