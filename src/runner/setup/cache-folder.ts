// SPDX-License-Identifier: GPL-2.0
import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

/** Where snapshots of prologues are kept between runs, or why they are not. */
export type CacheFolder =
  | { readonly type: "folder"; readonly path: string }
  | { readonly type: "none"; readonly reason: string };

/** Permission bits that let somebody else write. */
const OTHERS_WRITE = 0o022;

/**
 * The folder snapshots/ below $KTEST_CACHE, $XDG_CACHE_HOME/ktest or ~/.cache/ktest, where the build
 * of the library keeps its things too; made if it is missing. What is in there is memory of a kernel
 * that runs in this process, so it must be nobody else's.
 */
export function findCacheFolder(environment: NodeJS.ProcessEnv = process.env): CacheFolder {
  if (isSet(environment.KTEST_NO_CACHE)) return { type: "none", reason: "KTEST_NO_CACHE is set" };
  const path = join(cacheRoot(environment), "snapshots");
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    const { uid, mode } = statSync(path);
    if (uid !== process.getuid?.()) return { type: "none", reason: `${path} belongs to another user` };
    if ((mode & OTHERS_WRITE) !== 0) return { type: "none", reason: `others may write to ${path}` };
  } catch (error) {
    return { type: "none", reason: error instanceof Error ? error.message : String(error) };
  }
  return { type: "folder", path };
}

/** Not with mkdirSync()'s own recursion: Node 20 does not return from it below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

/** $KTEST_CACHE, $XDG_CACHE_HOME/ktest or ~/.cache/ktest; kernel/Makefile has the same rule. */
export function cacheRoot(
  { KTEST_CACHE: own, XDG_CACHE_HOME: base }: NodeJS.ProcessEnv = process.env,
): string {
  if (isSet(own)) return own;
  // A relative path counts as none: XDG Base Directory Specification.
  return join(isSet(base) && isAbsolute(base) ? base : join(homedir(), ".cache"), "ktest");
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}
