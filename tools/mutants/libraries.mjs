// SPDX-License-Identifier: GPL-2.0
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { buildLibrary } from "../build-library.mjs";
import { MutantTree } from "./tree.mjs";

/**
 * Libraries with a mutant in each, kept below `mutants/` in the cache by what went into them: patch,
 * tree, variant and the port. All of a variant are built in one folder of objects.
 */
export class MutantLibraries {
  #root;
  #folder;
  #source;
  #port;
  #say;

  /**
   * @param {object} places
   * @param {string} places.root    of this repository
   * @param {string} places.cache   of ktest
   * @param {string} [places.port]  a name for the port as it is
   * @param {(line: string) => void} places.say
   * @throws {Error} if there is no source of the kernel
   */
  constructor({ root, cache, port, say }) {
    this.#root = root;
    this.#folder = join(cache, "mutants");
    this.#port = port ?? "";
    this.#say = say;
    this.#source = this.#make("print-source");
    if (!existsSync(this.#source)) this.#make("source");
  }

  /** If the build's variant is one of this checkout. */
  hasVariant(variant) {
    return (
      variant === "default" || existsSync(join(this.#root, "kernel/arch/lib/configs", `${variant}.config`))
    );
  }

  /**
   * The library of a mutant, or of the clean tree; built if it is not there.
   * @param {import("./patch.mjs").Mutant | undefined} mutant
   * @param {string} variant
   * @returns {Promise<string>} its path
   * @throws {Error} if it does not build, or the patch does not fit
   */
  async get(mutant, variant) {
    const key = [mutant?.diff ?? "", basename(this.#source), variant, this.#port].join("\0");
    const digest = createHash("sha256").update(key).digest("hex").slice(0, 16);
    const libraries = join(this.#folder, "libraries");
    const folder = join(libraries, `${mutant?.name ?? "clean"}-${digest}`);
    if (!existsSync(folder)) {
      mkdirSync(libraries, { recursive: true });
      const staged = mkdtempSync(join(libraries, ".new-"));
      try {
        await this.#build(mutant, variant, staged);
        renameSync(staged, folder);
      } catch (error) {
        rmSync(staged, { recursive: true, force: true });
        throw error;
      }
    }
    const name = readdirSync(folder).find((file) => /^liblinux-.*\.so$/.test(file));
    if (name === undefined) throw new Error(`no library in ${folder}; remove it to build it anew`);
    return join(folder, name);
  }

  async #build(mutant, variant, destination) {
    mkdirSync(this.#folder, { recursive: true });
    const unlock = await lock(join(this.#folder, "lock"));
    try {
      const tree = this.#tree();
      if (mutant === undefined) tree.restore();
      else tree.apply(mutant);
      await buildLibrary({
        root: this.#root,
        settings: [
          `KERNEL_SRC=${tree.path}`,
          `O=${join(this.#folder, "objects", variant)}`,
          `VARIANT=${variant}`,
        ],
        say: this.#say,
        title: mutant?.name ?? "the clean kernel",
        destination,
      });
    } finally {
      unlock();
    }
  }

  /** Links to a tree that has been replaced go, with what was compiled from it. */
  #tree() {
    const path = join(this.#folder, "tree");
    const record = join(this.#folder, "source");
    const before = existsSync(record) ? readFileSync(record, "utf8") : undefined;
    if (before !== this.#source) {
      for (const folder of [path, join(this.#folder, "objects")])
        rmSync(folder, { recursive: true, force: true });
      writeFileSync(record, this.#source);
    }
    return new MutantTree(this.#source, path);
  }

  #make(target) {
    const { status, stdout, stderr, error } = spawnSync(
      "make",
      ["-s", "-C", join(this.#root, "kernel"), "ARCH=lib", target],
      { encoding: "utf8" },
    );
    if (error !== undefined) throw error;
    if (status !== 0) throw new Error(stderr.trimEnd());
    return stdout.trim();
  }
}

/**
 * Waits until no other process has the lock, which ends with this process at the latest.
 * @returns {Promise<() => void>} what unlocks
 */
async function lock(path) {
  const holder = spawn("flock", [path, "sh", "-c", "echo locked; exec cat"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const failed = once(holder, "exit").then(([status]) => {
    throw new Error(`flock ${path}: exit status ${status}`);
  });
  failed.catch(() => {});
  await Promise.race([once(holder.stdout, "data"), failed]);
  return () => holder.stdin.end();
}
