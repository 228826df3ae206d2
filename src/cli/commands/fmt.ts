// SPDX-License-Identifier: GPL-2.0

import { writeFileSync } from "node:fs";
import { hasErrors } from "../../dsl/diagnostic.js";
import { FormatError, format as formatScript } from "../../dsl/format.js";
import { type Parsed, parse } from "../../dsl/parse.js";
import { render } from "../../dsl/render.js";
import { optimiseLate } from "../../start/optimiser.js";
import { type Colours, makeColours } from "../colours.js";
import { lineDiff } from "../diff/line-diff.js";
import { EXIT } from "../exit-codes.js";
import { type ReadScript, readScripts } from "../read-input.js";
import type { FormatOptions } from "./fmt-options.js";

/** What came of a file, or of standard input. */
type Outcome = "unchanged" | "changed" | "refused";

/**
 * `ktest fmt PATH…`
 * @returns the exit code: 0; with --check and --diff 1 if a file would change; 2 if one has
 *   syntax errors or cannot be read or written
 * @throws {import("../usage-error.js").UsageError}
 */
export async function format(paths: readonly string[], options: FormatOptions): Promise<number> {
  optimiseLate();
  // the formatted text is all that may be on standard output
  const colours = makeColours(options.color);
  const outcomes = new Set<Outcome>();
  for await (const script of readScripts(paths, options.stdinFilename))
    outcomes.add(formatOne(script, options, colours));
  if (outcomes.has("refused")) return EXIT.unable;
  return outcomes.has("changed") && (options.check || options.diff) ? EXIT.failed : EXIT.passed;
}

function formatOne(script: ReadScript, options: FormatOptions, colours: Colours): Outcome {
  const { path } = script;
  if (script.type === "unreadable") return refuse(`${path}: ${script.message}`);
  const parsed = parse(script.text, path);
  if (hasErrors(parsed.diagnostics) || parsed.source.damaged) {
    const errors = parsed.diagnostics.filter(({ severity }) => severity === "error");
    const shown = errors.map((error) => render(error, parsed.source, colours));
    return refuse([...shown, `${path}: not formatted: it is no script as it is`].join("\n"));
  }
  const formatted = attempt(parsed);
  if (formatted === undefined) return refuse(`${path}: not formatted: its layout is beyond the formatter`);
  const before = Buffer.from(script.text).toString("utf8");
  const outcome = formatted === before ? "unchanged" : "changed";
  if (options.diff) process.stdout.write(lineDiff(path, before, formatted, colours));
  else if (options.check) {
    if (outcome === "changed") process.stdout.write(`${path}\n`);
  } else if (script.isStdin) process.stdout.write(formatted);
  else if (outcome === "changed") return rewrite(path, formatted);
  return outcome;
}

/** Undefined where the formatter sees that it would change more than the layout. */
function attempt(parsed: Parsed): string | undefined {
  try {
    return formatScript(parsed);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function rewrite(path: string, text: string): Outcome {
  try {
    writeFileSync(path, text);
    return "changed";
  } catch (error) {
    return refuse(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refuse(message: string): Outcome {
  process.stderr.write(`${message}\n`);
  return "refused";
}
