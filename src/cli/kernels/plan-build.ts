// SPDX-License-Identifier: GPL-2.0
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { UsageError } from "../usage-error.js";
import { DEFAULT_NAME, defaultName, isKernelName, NAME_RULE } from "./names.js";
import type { KernelRegistry } from "./registry.js";

/** What the command line says about a build. */
export interface BuildWish {
  /** A name; of a build that is to be brought up to date, of a version of Debian's, or of a new one. */
  readonly name?: string;
  /** Path of a tree. */
  readonly source?: string;
  /** Version of Debian's source, such as 6.1. */
  readonly debian?: string;
  readonly variant?: string;
}

/** What is to be built, under which name. */
export interface BuildPlan {
  readonly name: string;
  readonly variant: string;
  readonly origin: { readonly debian: string } | { readonly source: string };
}

const DEFAULT_DEBIAN = "linux-source-6.12";
const DEFAULT_VARIANT = "default";
const DEBIAN_VERSION = /^\d+\.\d+$/;

/**
 * Finds out what is meant: what the command line does not say is as it was in the build of this name.
 * @param root  of the checkout or package
 * @throws {UsageError}
 */
export function planBuild(wish: BuildWish, registry: KernelRegistry, root: string): BuildPlan {
  if (wish.source !== undefined && wish.debian !== undefined)
    throw new UsageError("kernel build: --source and --debian: a build is of one tree");
  if (wish.name !== undefined && !isKernelName(wish.name))
    throw new UsageError(`kernel build: a build cannot be called ${wish.name}: ${rule(wish.name)}`);
  const before = wish.name === undefined ? undefined : registry.find(wish.name);
  const known = before?.type === "kernel" ? before.kernel : undefined;
  const variant = wish.variant ?? known?.variant ?? DEFAULT_VARIANT;
  checkVariant(variant, root);
  const origin = originOf(wish, known);
  const name = wish.name ?? defaultName(origin, variant);
  if (wish.name === undefined) checkIsFree(name, origin, registry);
  return { name, variant, origin };
}

function rule(name: string): string {
  return name === DEFAULT_NAME ? "that is the library that runs where none is named" : NAME_RULE;
}

function originOf(
  { name, source, debian }: BuildWish,
  known: { readonly source: string; readonly debian?: string } | undefined,
): BuildPlan["origin"] {
  if (source !== undefined) return { source: checkedTree(resolve(source)) };
  if (debian !== undefined) return { debian: debianPackage(debian) };
  if (known?.debian !== undefined) return { debian: known.debian };
  if (known !== undefined) return { source: checkedTree(known.source) };
  if (name === undefined) return { debian: DEFAULT_DEBIAN };
  if (DEBIAN_VERSION.test(name)) return { debian: debianPackage(name) };
  throw new UsageError(
    `kernel build: there is no build ${name} yet: --source names the tree that it is to be made from`,
  );
}

function debianPackage(version: string): string {
  const plain = version.replace(/^linux-source-/, "");
  if (DEBIAN_VERSION.test(plain)) return `linux-source-${plain}`;
  throw new UsageError(`kernel build: --debian ${version}: it is a version such as 6.12`);
}

/** Says early what make would say late, or not at all. */
function checkedTree(path: string): string {
  const fail = (why: string): never => {
    throw new UsageError(`kernel build: ${path}: ${why}`);
  };
  if (!existsSync(path)) return fail("no such folder");
  const makefile = join(path, "Makefile");
  const isTree = existsSync(makefile) && existsSync(join(path, "net")) && existsSync(join(path, "Kconfig"));
  if (!isTree || !/^VERSION = \d+$/m.test(readFileSync(makefile, "utf8")))
    return fail("no kernel tree: that has a Makefile with VERSION, Kconfig and net/");
  if (/[\s:#$]/.test(path)) return fail("make cannot work with blanks, colons, # or $ in this path");
  return path;
}

function checkVariant(variant: string, root: string): void {
  const folder = join(root, "kernel/arch/lib/configs");
  const fragments = existsSync(folder) ? readdirSync(folder) : [];
  const known = [
    DEFAULT_VARIANT,
    ...fragments.filter((file) => file.endsWith(".config")).map((file) => file.replace(/\.config$/, "")),
  ];
  if (!known.includes(variant))
    throw new UsageError(`kernel build: there is no variant ${variant}: there are ${known.join(", ")}`);
}

/** A name that nobody has chosen does not take the place of another tree's build. */
function checkIsFree(name: string, origin: BuildPlan["origin"], registry: KernelRegistry): void {
  const entry = registry.find(name);
  if (entry?.type !== "kernel") return;
  const { kernel } = entry;
  const isSame = "debian" in origin ? kernel.debian === origin.debian : kernel.source === origin.source;
  if (!isSame)
    throw new UsageError(
      `kernel build: ${name} is a build of ${kernel.source}: --name gives this one another name`,
    );
}
