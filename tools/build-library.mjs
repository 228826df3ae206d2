// SPDX-License-Identifier: GPL-2.0
/**
 * Compiles the kernel library with kernel/Makefile, and shows how far it is: for the set-up and for
 * `ktest kernel build`. It uses nothing but Node itself, since the set-up does.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";

/** What is missing, or the first errors of the compiler. */
export class BuildError extends Error {
  name = "BuildError";
}

/** Programs that the build runs, and Debian's packages that have them. */
export const BUILD_PROGRAMS = {
  bc: "bc",
  bison: "bison",
  flex: "flex",
  flock: "util-linux",
  gcc: "gcc",
  ld: "binutils",
  make: "make",
  perl: "perl",
};

/** Source files of a default build, for the first estimate; later ones know the number. */
const USUAL_OBJECTS = 870;
/** No kernel has fewer: the build that was counted had found most of them made. */
const LEAST_OBJECTS = 300;
const ERRORS_SHOWN = 15;
const TAIL_LINES = 2000;

/**
 * The library of a tree and variant. Builds of the same tree and variant wait for each other. What
 * cannot be compiled leaves the library of the last build as it was.
 * @param root         of the checkout or package, where kernel/ is
 * @param settings     `NAME=value` for kernel/Makefile, such as KERNEL_SRC and VARIANT
 * @param say          called with a line for the user
 * @param title        what the line of progress begins with, on a terminal
 * @param destination  a folder that is to get copies of the library and its constants
 * @param env          of make
 * @param signal       ends the build
 * @returns the name of the library's file, the folder that it is in, and the tree
 * @throws {BuildError}
 */
export async function buildLibrary({
  root,
  settings = [],
  say,
  title,
  destination,
  env = process.env,
  signal,
}) {
  const make = ["-s", "-C", join(root, "kernel"), "ARCH=lib", ...settings];
  const ask = (target) => runMake([...make, target], env).trim();
  const source = ask("print-source");
  const objects = ask("print-objects");
  const folder = dirname(objects);
  mkdirSync(folder, { recursive: true });
  const counter = join(folder, "object-count");
  const first = !existsSync(counter);
  if (first) say(`building the library from ${basename(source)}: some minutes, once`);
  if (!existsSync(source)) say(`unpacking ${basename(source)}`);

  const known = first ? 0 : Number(readFileSync(counter, "utf8"));
  const progress = new Progress(known > LEAST_OBJECTS ? known : USUAL_OBJECTS, say, title);
  const target = destination === undefined ? ["library"] : ["install", `DESTINATION=${destination}`];
  // One more than cores: make's own work between compilers leaves gaps.
  const jobs = `-j${availableParallelism() + 1}`;
  // make in the place of flock(1), so that a signal reaches it, and what it has started.
  const args = ["--no-fork", join(folder, "lock"), "make", ...make.slice(1), jobs, ...target];
  const child = spawn("flock", args, {
    stdio: ["ignore", "pipe", "pipe"],
    env,
    signal,
    killSignal: "SIGINT",
  });
  const tail = [];
  const read = async (stream) => {
    for await (const line of createInterface({ input: stream })) {
      if (/^ +(CC|AS) /.test(line)) progress.step();
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.splice(0, TAIL_LINES / 2);
    }
  };
  const ended = new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", resolve);
  });
  await Promise.all([read(child.stdout), read(child.stderr)]);
  const status = await ended;
  progress.end();
  if (signal?.aborted) throw new BuildError("the build was interrupted");
  if (status !== 0) {
    const shown = excerpt(tail.map((line) => line.replaceAll(`${folder}/source/`, `${source}/`)));
    throw new BuildError(`the library did not build:\n${shown}`);
  }
  // Of builds that had little to do nothing can be learnt.
  if (first || progress.done > known) writeFileSync(counter, `${progress.done}\n`);
  return { name: newestLibrary(objects), objects, source };
}

function runMake(args, env) {
  const { status, stdout, stderr, error } = spawnSync("make", args, { encoding: "utf8", env });
  if (error) throw new BuildError(`make: ${error.message}`);
  if (status !== 0) throw new BuildError(excerpt(`${stdout}${stderr}`.trimEnd().split("\n")));
  return stdout;
}

/** The tree may have had other versions. */
function newestLibrary(objects) {
  const time = (name) => statSync(join(objects, name)).mtimeMs;
  const [name] = readdirSync(objects)
    .filter((file) => /^liblinux-.*\.so$/.test(file))
    .sort((a, b) => time(b) - time(a));
  if (name === undefined) throw new BuildError(`no library in ${objects}`);
  return name;
}

/**
 * The part of a build's output that says what went wrong: messages of compiler and linker with the
 * lines of source below them, or what looks like a complaint, or the end.
 */
export function excerpt(lines) {
  const messages = lines.flatMap((line, at) => {
    if (/undefined reference|multiple definition/.test(line)) return [line];
    if (!/^[^ ].*:\d+(:\d+)?: (fatal )?error: /.test(line)) return [];
    const below = lines.slice(at + 1, at + 3).filter((next) => /^ *\d* \|/.test(next));
    return [line, ...below];
  });
  if (messages.length > 0) return messages.slice(0, ERRORS_SHOWN).join("\n");
  const complaints = lines.filter((line) =>
    /error|unable|not installed|No rule|command not found/i.test(line),
  );
  return (complaints.length > 0 ? complaints.slice(0, ERRORS_SHOWN) : lines.slice(-ERRORS_SHOWN)).join("\n");
}

function describeTime(seconds) {
  return seconds >= 90 ? `${Math.round(seconds / 60)} min` : `${Math.max(1, Math.round(seconds))} s`;
}

/** Shows how far a build is: a line that is rewritten on a terminal, one every tenth elsewhere. */
class Progress {
  #start = 0;
  #done = 0;
  #shown = -1;
  #total;
  #say;
  #title;
  constructor(total, say, title) {
    this.#total = total;
    this.#say = say;
    this.#title = title;
  }
  get done() {
    return this.#done;
  }
  step() {
    // The time of the first ones says nothing yet.
    if (this.#done++ === 0) this.#start = Date.now();
    if (this.#done < this.#total / 50) return;
    const part = Math.min(0.99, this.#done / this.#total);
    const left = ((Date.now() - this.#start) / 1000 / part) * (1 - part);
    const text = `${Math.round(part * 100)}% of the kernel, about ${describeTime(left)} left`;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${this.#title}: ${text}`);
    else if (Math.floor(part * 10) > this.#shown) this.#say(text);
    this.#shown = Math.floor(part * 10);
  }
  end() {
    if (process.stderr.isTTY && this.#done > 0) process.stderr.write("\r\x1b[K");
  }
}
