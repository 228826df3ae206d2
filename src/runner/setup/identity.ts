// SPDX-License-Identifier: GPL-2.0
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism, hostname, release, version } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { addonPath } from "../../kernel/addon.js";
import { commandEnvironment } from "../run/command-environment.js";
import { quickStamp } from "./file-stamp.js";

/** Of what stored-*.ts, record-log.ts and cache-store.ts write. */
const FORMAT = 5;

/** The folder of this module, or of the bundle that it is in. */
const HERE = fileURLToPath(new URL(".", import.meta.url));

/** What a kernel is made of. */
export interface KernelParts {
  /** Path of the library. */
  readonly library: string;
  /** Path of its constants. */
  readonly constants: string;
  readonly seed: number;
}

/** A name for some values, in hexadecimal digits. */
export function digest(values: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 40);
}

/**
 * A name for the kernel after boot: the same in two processes only if its memory is the same byte
 * for byte there, and this program does the same with it.
 */
export function kernelIdentity({ library, constants, seed }: KernelParts): string {
  const files = [library, constants, addonPath(), ...ownModules()];
  return digest([FORMAT, seed, files.map((path) => [path, quickStamp(path)])]);
}

/** A name for what commands can see besides files: of the host, and of who speaks for the instance. */
export function commandIdentity(): string {
  const { getuid, geteuid, getgid, getegid, getgroups } = process;
  const user = [getuid, geteuid, getgid, getegid].map((id) => id?.call(process));
  return digest([
    [FORMAT, quickStamp(addonPath())],
    [hostname(), release(), version(), availableParallelism()],
    [user, getgroups?.call(process), process.umask(), limits()],
    Object.entries(commandEnvironment()).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

/** A name for what a parser makes of a text, and checks say of it. */
export function parserIdentity(): string {
  const dsl = fileURLToPath(new URL("../../dsl/", import.meta.url));
  const folders = [dsl, ...["nodes", "bind", "passes"].map((name) => join(dsl, name))];
  const modules = [HERE, ...folders].flatMap((folder) => modulesIn(folder));
  return digest([FORMAT, "parser", modules.map((path) => [path, quickStamp(path)])]);
}

/** What setrlimit(2) has set. */
function limits(): string {
  try {
    return readFileSync("/proc/self/limits", "utf8");
  } catch {
    return "";
  }
}

/** The modules of this program, or the bundle made of them: they decide what is in a snapshot. */
function ownModules(): readonly string[] {
  const others = ["../run", "../config", "..", "../../kernel"].map((folder) => join(HERE, folder));
  const folders = [HERE, ...others];
  return folders.flatMap((folder) => modulesIn(folder));
}

function modulesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.c?[jt]s$/.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
