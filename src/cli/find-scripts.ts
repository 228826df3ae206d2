// SPDX-License-Identifier: GPL-2.0
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { globSync, isDynamicPattern } from "tinyglobby";
import { kernelSource } from "./kernel-source.js";
import { UsageError } from "./usage-error.js";

/** A script, or why there is none where the user says. */
export type FoundScript =
  | { readonly type: "script"; readonly path: string }
  | { readonly type: "missing"; readonly path: string; readonly message: string };

const EXTENSION = ".pkt";
const KERNEL_PREFIX = "kernel:";

/**
 * The scripts that the arguments name: files, folders (all *.pkt below them), globs, and
 * `kernel:PATH` for a path inside the kernel source tree. In the order of the arguments, those of
 * a folder or glob by name, each once.
 * @param trees  kernel source trees in which such a path is looked for before the usual one
 * @throws {UsageError} if there is no kernel source tree
 */
export function findScripts(args: readonly string[], trees: readonly string[] = []): readonly FoundScript[] {
  const seen = new Set<string>();
  return args
    .flatMap((arg) => find(pathOf(arg, trees)))
    .filter(({ path }) => {
      const key = resolve(path);
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    });
}

/**
 * The path, or pattern of paths, that an argument stands for.
 * @param trees  as those of findScripts()
 * @throws {UsageError} if there is no kernel source tree
 */
export function pathOf(arg: string, trees: readonly string[]): string {
  return arg.startsWith(KERNEL_PREFIX) ? inKernelSource(arg, trees) : arg;
}

/** Shown relative to where the user is, if that is shorter. */
function inKernelSource(arg: string, trees: readonly string[]): string {
  const inTree = arg.slice(KERNEL_PREFIX.length);
  // The user's word, for all kernels.
  const isNamed = (process.env.KTEST_KERNEL_SRC ?? "") !== "";
  const own = (isNamed ? [] : trees).find((tree) =>
    find(join(tree, inTree)).some(({ type }) => type === "script"),
  );
  const source = own ?? kernelSource();
  if (source === undefined)
    throw new UsageError(`${arg}: there is no kernel source tree; KTEST_KERNEL_SRC names one`);
  const path = join(source, inTree);
  const near = relative(process.cwd(), path);
  return near.startsWith("..") ? path : near;
}

function find(path: string): readonly FoundScript[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined)
    return isDynamicPattern(path) ? expand(path) : [missing(path, "no such file or folder")];
  if (!stats.isDirectory()) return [{ type: "script", path }];
  return inFolder(path);
}

function expand(pattern: string): readonly FoundScript[] {
  const options = { dot: true, expandDirectories: false, absolute: isAbsolute(pattern) };
  const paths = globSync(pattern, options).sort();
  if (paths.length === 0) return [missing(pattern, "no file matches")];
  return paths.map((path) => ({ type: "script", path }));
}

function inFolder(folder: string): readonly FoundScript[] {
  const found = walk(folder);
  return found.length === 0 ? [missing(folder, `no ${EXTENSION} file in this folder`)] : found;
}

/** Folders that cannot be read are reported, and the others are gone through all the same. */
function walk(folder: string): readonly FoundScript[] {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry): readonly FoundScript[] => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return walk(path);
        return entry.name.endsWith(EXTENSION) ? [{ type: "script", path }] : [];
      });
  } catch (error) {
    return [missing(folder, error instanceof Error ? error.message : String(error))];
  }
}

function missing(path: string, message: string): FoundScript {
  return { type: "missing", path, message };
}
