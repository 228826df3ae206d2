// SPDX-License-Identifier: GPL-2.0
import type { Command } from "commander";

/** Options of `ktest kernel build` as commander gives them. */
export interface KernelBuildOptions {
  readonly source?: string;
  readonly debian?: string;
  readonly name?: string;
  readonly variant?: string;
}

/** Options of `ktest kernel list`. */
export interface KernelListOptions {
  readonly json: boolean;
}

/** Adds the options to a command. */
export function addKernelBuildOptions(command: Command): Command {
  return command
    .option("--source <dir>", "kernel tree to build; it is only read")
    .option("--debian <version>", "build Debian's source of this version, such as 6.1")
    .option("--name <name>", "name of the build (default: the tree's folder or version, and the variant)")
    .option("--variant <name>", "configuration: default, full, debug, coverage or kasan");
}

export function addKernelListOptions(command: Command): Command {
  return command.option("--json", "print one JSON object a line instead of a table", false);
}
