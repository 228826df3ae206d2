// SPDX-License-Identifier: GPL-2.0
import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Kernel } from "../../kernel/kernel.js";
import type { Constants } from "../constants.js";
import type { Heap } from "../memory.js";
import { ownFiles } from "../setup/own-files.js";

/** File systems of the instance itself. */
const OWN = /^\/(?:proc|sys|dev)(?:\/|$)/;

const FOLDER_MODE = 0o755;

/** Bytes that one write() takes. */
const CHUNK = 1 << 16;

/**
 * The file that a path of the script means. packetdrill opens files from the folder it was started
 * in, which for its runners is that of the script, where commands run: a path that is not absolute
 * is looked for there first, then in the folder of this process. One that is in neither stays as it
 * is, and is the instance's.
 * @param file  of the script
 */
export function findFile(path: string, file: string): string {
  return placesOf(path, file).find((place) => isFile(place)) ?? path;
}

/**
 * Where findFile() looks, in this order.
 * @param file  of the script
 */
export function placesOf(path: string, file: string): readonly string[] {
  if (path === "") return [];
  if (path.startsWith("/")) return OWN.test(path) ? [] : [path];
  return [resolve(dirname(resolve(file)), path), resolve(path)];
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * Gives the instance a copy of a file of the host: commands of a script make files there, which
 * the script's system calls then open. Does nothing for paths that the host has no file for.
 */
export function importFile(kernel: Kernel, constants: Constants, heap: Heap, path: string): void {
  if (!path.startsWith("/") || OWN.test(path)) return;
  ownFiles.settle();
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return;
  const importer = new Importer(kernel, constants, heap);
  importer.makeFolders(dirname(path));
  importer.write(path, readFileSync(path), stats.mode & 0o7777);
}

class Importer {
  readonly #kernel: Kernel;
  readonly #constants: Constants;
  readonly #heap: Heap;

  constructor(kernel: Kernel, constants: Constants, heap: Heap) {
    this.#kernel = kernel;
    this.#constants = constants;
    this.#heap = heap;
  }

  /** Folders that are there already stay. */
  makeFolders(path: string): void {
    const parts = path.split("/").filter((part) => part !== "");
    for (const index of parts.keys())
      this.#withPath(`/${parts.slice(0, index + 1).join("/")}`, "mkdirat", FOLDER_MODE);
  }

  write(path: string, content: Uint8Array, mode: number): void {
    const flags = ["O_WRONLY", "O_CREAT", "O_TRUNC"].reduce(
      (sum, name) => sum | this.#constants.require(name),
      0,
    );
    const fd = this.#withPath(path, "openat", flags, mode);
    if (fd < 0) return;
    for (let at = 0; at < content.length; at += CHUNK) {
      const chunk = content.subarray(at, at + CHUNK);
      const block = this.#heap.allocate(chunk.length);
      block.bytes.set(chunk);
      this.#call("write", fd, block.address, chunk.length);
      this.#heap.release(block);
    }
    this.#call("close", fd);
  }

  #withPath(path: string, name: string, ...args: readonly number[]): number {
    const text = Buffer.from(path);
    const block = this.#heap.allocate(text.length + 1);
    block.bytes.set(text);
    const ret = this.#call(name, this.#constants.require("AT_FDCWD"), block.address, ...args);
    this.#heap.release(block);
    return ret;
  }

  #call(name: string, ...args: readonly number[]): number {
    return this.#kernel.syscall(this.#kernel.mainTask, this.#constants.syscall(name), ...args) ?? -1;
  }
}
