// SPDX-License-Identifier: GPL-2.0
import { Command, CommanderError } from "commander";
import { BuildError } from "../../tools/build-library.mjs";
import { PROTOCOLS, type Protocol } from "../fuzz/program/operations.js";
import { KernelError } from "../kernel/kernel-error.js";
import { ConstantsError } from "../runner/constants.js";
import { PoolError } from "../runner/pool/pool.js";
import { addCheckOptions, type CheckCommandOptions } from "./commands/check-options.js";
import { addExecOptions, type ExecCommandOptions } from "./commands/exec-options.js";
import { addFormatOptions, type FormatOptions } from "./commands/fmt-options.js";
import { addFuzzOptions, type FuzzOptions, protocolsOf } from "./commands/fuzz-options.js";
import {
  addKernelBuildOptions,
  addKernelListOptions,
  type KernelBuildOptions,
  type KernelListOptions,
} from "./commands/kernel-options.js";
import { run } from "./commands/run.js";
import { addRunOptions, type RunOptions, refuseTogether } from "./commands/run-options.js";
import { EXIT } from "./exit-codes.js";
import { splitArguments } from "./packetdrill/split.js";
import { UsageError } from "./usage-error.js";
import { version } from "./version.js";

// A reader that has seen enough, such as head(1), is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.passed);
  // Nobody will see what comes of the run: workers end with this process.
  process.stderr.write(`ktest: standard output: ${error.message}\n`);
  process.exit(EXIT.unable);
});

/** Aborted by Ctrl-C and SIGTERM, which from here on do not end the process by themselves. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  process.once("SIGTERM", () => controller.abort());
  return controller.signal;
}

function makeProgram(packetdrill: readonly string[]): Command {
  const program = new Command("ktest")
    .description("packetdrill-style tests for the real Linux network stack, in one ordinary process")
    .version(version(), "-V, --version", "print the version")
    .showHelpAfterError("(ktest --help tells more)")
    .enablePositionalOptions()
    .exitOverride();
  addRunOptions(program.command("run"))
    .description("run scripts: files, folders, globs, or kernel:PATH for those of the kernel source")
    .argument("<path...>", "what to run")
    .exitOverride()
    .action(async (paths: readonly string[], options: RunOptions) => {
      const signal = interruption();
      if (options.packetdrill === true && options.mergeReports !== true) {
        refuseTogether(options, ["shard", "watch"], "packetdrill");
        const { runPacketdrill } = await import("./packetdrill/run.js");
        process.exitCode = await runPacketdrill(packetdrill, options, signal);
      } else process.exitCode = await run(paths, options, signal);
    });
  addFuzzOptions(program.command("fuzz"))
    .description("look for bugs: run programs of system calls, packets and time, and judge what happens")
    .argument("[protocol]", `${PROTOCOLS.join(", ")} or all`, protocolsOf, protocolsOf("tcp"))
    .exitOverride()
    .action(async (protocols: readonly Protocol[], options: FuzzOptions) => {
      const { fuzz } = await import("./commands/fuzz.js");
      process.exitCode = await fuzz(protocols, options, interruption());
    });
  addCheckOptions(program.command("check"))
    .description("find what is wrong with scripts without running them")
    .argument("[path...]", "what to check, as for run; - for standard input")
    .exitOverride()
    .action(async (paths: readonly string[], options: CheckCommandOptions) => {
      const { check } = await import("./commands/check.js");
      process.exitCode = await check(paths, options);
    });
  addFormatOptions(program.command("fmt"))
    .description("bring scripts into the usual layout")
    .argument("<path...>", "what to rewrite, as for run; - from standard input to standard output")
    .exitOverride()
    .action(async (paths: readonly string[], options: FormatOptions) => {
      const { format } = await import("./commands/fmt.js");
      process.exitCode = await format(paths, options);
    });
  addExecOptions(program.command("exec"))
    .description("run a program of this machine on a fresh instance: its network is the instance's")
    .argument("<program...>", "the program and its arguments; -- before it ends the options")
    .exitOverride()
    .action(async (argv: readonly string[], options: ExecCommandOptions) => {
      const { exec } = await import("./commands/exec.js");
      process.exitCode = await exec(argv, options);
    });
  addKernelCommands(program.command("kernel"));
  return program;
}

function addKernelCommands(kernel: Command): void {
  kernel.description("builds of the kernel library that have a name: ktest run --kernel NAME").exitOverride();
  addKernelBuildOptions(kernel.command("build"))
    .description("build a library from a kernel tree, or bring it up to date")
    .argument("[name]", "of the build; without a tree: of one that exists, or a version of Debian's source")
    .exitOverride()
    .action(async (name: string | undefined, options: KernelBuildOptions) => {
      const { buildNamed } = await import("./commands/kernel.js");
      process.exitCode = await buildNamed(name, options, interruption());
    });
  addKernelListOptions(kernel.command("list"))
    .description("list the builds, and the library that runs where none is named")
    .exitOverride()
    .action(async (options: KernelListOptions) => {
      const { listKernels } = await import("./commands/kernel.js");
      process.exitCode = listKernels(options);
    });
  kernel
    .command("remove")
    .description("remove builds and what they were made with")
    .argument("<name...>", "of builds")
    .exitOverride()
    .action(async (names: readonly string[]) => {
      const { removeKernels } = await import("./commands/kernel.js");
      process.exitCode = removeKernels(names);
    });
}

/** The program: does what the arguments of the process say, and sets its exit code. */
export async function main(): Promise<void> {
  try {
    const { own, command } = splitArguments(process.argv.slice(2));
    // What is left of the command line has no path: packetdrill's has.
    const args = command === undefined ? own : [...own, "--packetdrill", "-"];
    await makeProgram(command ?? []).parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

/** Says what is wrong, unless commander has done so. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.unable;
  const isExpected =
    error instanceof UsageError ||
    error instanceof KernelError ||
    error instanceof ConstantsError ||
    error instanceof PoolError ||
    error instanceof BuildError;
  if (!isExpected) throw error;
  process.stderr.write(`ktest: ${error.message}\n`);
  return EXIT.unable;
}
