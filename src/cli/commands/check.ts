// SPDX-License-Identifier: GPL-2.0

import { checkScript } from "../../runner/check/check-script.js";
import { Constants } from "../../runner/constants.js";
import { optimiseLate } from "../../start/optimiser.js";
import { makeColours } from "../colours.js";
import { findConstantsFile } from "../constants-file.js";
import { EXIT } from "../exit-codes.js";
import { readScripts } from "../read-input.js";
import type { CheckReporter } from "../reporters/check-events.js";
import { jsonCheckReporter } from "../reporters/check-json.js";
import { terminalCheckReporter } from "../reporters/check-terminal.js";
import { UsageError } from "../usage-error.js";
import type { CheckCommandOptions } from "./check-options.js";
import { explain } from "./explain.js";
import { libraryOf } from "./one-kernel.js";

/**
 * `ktest check PATH…`
 * @returns the exit code: 0 without errors, 1 with errors, 2 if a file could not be read
 * @throws {UsageError}, {import("../../runner/constants.js").ConstantsError}
 */
export async function check(paths: readonly string[], options: CheckCommandOptions): Promise<number> {
  optimiseLate();
  if (options.explain !== undefined) return explain(options.explain, write);
  if (paths.length === 0) throw new UsageError("check: nothing to check: name files or folders");
  const report = makeReporter(options);
  const { kernel } = options;
  const library = kernel === undefined ? options.library : await libraryOf(kernel, warn);
  const constants = options.syntaxOnly ? undefined : loadConstants(library);
  const { syntaxOnly, define: defines, werror } = options;
  const count = { files: 0, errors: 0, warnings: 0, unreadable: 0 };
  for await (const script of readScripts(paths, options.stdinFilename)) {
    if (script.type === "unreadable") {
      count.unreadable++;
      report({ type: "unreadable", path: script.path, message: script.message });
      continue;
    }
    count.files++;
    const { diagnostics, source } = checkScript(script.text, script.path, { syntaxOnly, constants, defines });
    for (const found of diagnostics) {
      const diagnostic = werror ? { ...found, severity: "error" as const } : found;
      count[diagnostic.severity === "error" ? "errors" : "warnings"]++;
      report({ type: "diagnostic", diagnostic, source });
    }
  }
  report({ type: "end", ...count });
  if (count.errors > 0) return EXIT.failed;
  return count.unreadable > 0 ? EXIT.unable : EXIT.passed;
}

function makeReporter({ json, color }: CheckCommandOptions): CheckReporter {
  return json ? jsonCheckReporter(write) : terminalCheckReporter(write, makeColours(color));
}

function write(text: string): void {
  process.stdout.write(text);
}

function warn(message: string): void {
  process.stderr.write(`ktest: ${message}\n`);
}

/** Without them the rest is still worth checking. */
function loadConstants(library: string | undefined): Constants | undefined {
  const path = findConstantsFile(library);
  if (path !== undefined) return Constants.load(path);
  if (library !== undefined) throw new UsageError(`${library}: there is no file of constants beside it`);
  process.stderr.write(
    "ktest: note: system calls and constants are not checked: the kernel's constants are made by npm run setup\n",
  );
  return undefined;
}
