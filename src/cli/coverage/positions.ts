// SPDX-License-Identifier: GPL-2.0
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { UsageError } from "../usage-error.js";

export interface Position {
  /** Absolute, in the tree that was built. */
  readonly file: string;
  readonly line: number;
}

/**
 * Where in the source addresses of the library are; undefined where its line numbers do not say.
 * @throws {UsageError} if there is no addr2line
 */
export async function positionsOf(
  library: string,
  addresses: readonly number[],
): Promise<readonly (Position | undefined)[]> {
  const child = spawn("addr2line", ["-e", library], { stdio: ["pipe", "pipe", "inherit"] });
  const failed = new Promise<never>((_, reject) => {
    child.on("error", ({ message }) =>
      reject(new UsageError(`--coverage: addr2line, of Debian's package binutils, is needed: ${message}`)),
    );
  });
  child.stdin.on("error", () => {});
  child.stdin.end(addresses.map((address) => `${address.toString(16)}\n`).join(""));
  const read = async (): Promise<readonly (Position | undefined)[]> => {
    const places = new Places();
    const found: (Position | undefined)[] = [];
    for await (const line of createInterface({ input: child.stdout })) found.push(places.parse(line));
    if (found.length !== addresses.length) throw new UsageError("--coverage: addr2line has given up");
    return found;
  };
  return await Promise.race([read(), failed]);
}

/** Reads `FILE:LINE` and `FILE:LINE (discriminator N)`. */
class Places {
  readonly #folders = new Map<string, string>();
  readonly #files = new Map<string, string>();

  parse(text: string): Position | undefined {
    const [, path, line] = /^(.+):(\d+)(?: |$)/.exec(text) ?? [];
    return path === undefined || Number(line) === 0
      ? undefined
      : { file: this.#fileOf(path), line: Number(line) };
  }

  #fileOf(path: string): string {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const file = join(this.#folderOf(dirname(path)), basename(path));
    this.#files.set(path, file);
    return file;
  }

  /** The build sees the tree through a folder of links: kernel/Makefile. */
  #folderOf(path: string): string {
    let folder = this.#folders.get(path);
    if (folder === undefined) {
      folder = realFolder(path);
      this.#folders.set(path, folder);
    }
    return folder;
  }
}

function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
