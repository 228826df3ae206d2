// SPDX-License-Identifier: GPL-2.0
import { type Command, Option } from "commander";

/** Options of `ktest fmt` as commander gives them. */
export interface FormatOptions {
  readonly check: boolean;
  readonly diff: boolean;
  readonly stdinFilename: string;
  /** Undefined unless --color or --no-color was given. */
  readonly color?: boolean;
}

/** Adds the options to a command. */
export function addFormatOptions(command: Command): Command {
  return command
    .option("--check", "rewrite nothing, list the files that would change", false)
    .option("--diff", "rewrite nothing, print what would change", false)
    .option("--stdin-filename <name>", "name of the script that - reads from standard input", "<stdin>")
    .addOption(new Option("--color", "colours even if the output is no terminal"))
    .addOption(new Option("--no-color", "no colours; the variable NO_COLOR does the same"));
}
