// SPDX-License-Identifier: GPL-2.0
import { spawnSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * A folder of links to the tree of the kernel, in which files that a mutant changes are real. Such a
 * file stays real and is written only if its text is to be another one, so that make compiles again
 * what the mutant before had changed, what this one changes, and nothing else.
 */
export class MutantTree {
  #source;

  /**
   * @param {string} source  the kernel's tree, which is only read
   * @param {string} path    where the folder of links is, or is to be
   */
  constructor(source, path) {
    this.path = path;
    this.#source = source;
    this.#link("");
  }

  /**
   * Leaves the tree with this mutant and no other.
   * @param {Pick<import("./patch.mjs").Mutant, "name" | "diff" | "files">} mutant
   * @throws {Error} if the patch does not fit the tree
   */
  apply({ name, diff, files }) {
    const patched = this.#patched(name, diff, files);
    for (const file of files) this.#makeReal(file);
    for (const file of this.#realFiles("")) this.#write(file, patched.get(file) ?? this.#original(file));
  }

  /** Leaves the tree as the kernel's. */
  restore() {
    for (const file of this.#realFiles("")) this.#write(file, this.#original(file));
  }

  /** From file to text, after git has patched copies of the files. */
  #patched(name, diff, files) {
    const folder = mkdtempSync(join(tmpdir(), "ktest-mutant-"));
    try {
      for (const file of files) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), this.#original(file));
      }
      const { status, stderr, error } = spawnSync("git", ["apply", "-"], {
        cwd: folder,
        input: diff,
        encoding: "utf8",
        // Inside of a repository git would take the paths for the repository's.
        env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(folder) },
      });
      if (error !== undefined) throw error;
      if (status !== 0) throw new Error(`${name}.patch does not fit ${this.#source}:\n${stderr.trimEnd()}`);
      return new Map(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  #original(file) {
    return readFileSync(join(this.#source, file), "utf8");
  }

  #write(file, text) {
    const path = join(this.path, file);
    if (readFileSync(path, "utf8") !== text) writeFileSync(path, text);
  }

  /** In place of links to folders above the file come folders of links. */
  #makeReal(file) {
    const parts = file.split("/");
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join("/");
      if (!isLink(join(this.path, folder))) continue;
      rmSync(join(this.path, folder));
      this.#link(folder);
    }
    if (!isLink(join(this.path, file))) return;
    rmSync(join(this.path, file));
    writeFileSync(join(this.path, file), this.#original(file));
  }

  #link(folder) {
    mkdirSync(join(this.path, folder), { recursive: true });
    const there = new Set(readdirSync(join(this.path, folder)));
    for (const name of readdirSync(join(this.#source, folder)))
      if (!there.has(name)) symlinkSync(join(this.#source, folder, name), join(this.path, folder, name));
  }

  #realFiles(folder) {
    return readdirSync(join(this.path, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return this.#realFiles(path);
      return entry.isFile() ? [path] : [];
    });
  }
}

function isLink(path) {
  return lstatSync(path).isSymbolicLink();
}
