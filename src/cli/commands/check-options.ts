// SPDX-License-Identifier: GPL-2.0
import { type Command, Option } from "commander";
import { definition } from "./definition.js";

/** Options of `ktest check` as commander gives them. */
export interface CheckCommandOptions {
  readonly json: boolean;
  readonly syntaxOnly: boolean;
  readonly werror: boolean;
  readonly explain?: string;
  readonly stdinFilename: string;
  readonly define: readonly string[];
  readonly library?: string;
  /** Name of a kernel. */
  readonly kernel?: string;
  /** Undefined unless --color or --no-color was given. */
  readonly color?: boolean;
}

/** Adds the options to a command. */
export function addCheckOptions(command: Command): Command {
  return command
    .option("--json", "print one JSON object a line instead of text", false)
    .option("--syntax-only", "do not look at what the scripts mean", false)
    .option("-W, --werror", "warnings are errors", false)
    .option("--explain <code>", "explain a code such as check/unreachable, and check nothing")
    .option("--stdin-filename <name>", "name of the script that - reads from standard input", "<stdin>")
    .option("-D, --define <name=value>", "define a name; may be repeated", definition, [])
    .option("--kernel <name>", "build whose constants count, of ktest kernel list")
    .addOption(new Option("--library <path>", "kernel library whose constants count").conflicts("kernel"))
    .addOption(new Option("--color", "colours even if the output is no terminal"))
    .addOption(new Option("--no-color", "no colours; the variable NO_COLOR does the same"));
}
