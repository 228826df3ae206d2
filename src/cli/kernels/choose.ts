// SPDX-License-Identifier: GPL-2.0
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { findLibrary } from "../../kernel/library.js";
import { cacheRoot } from "../../runner/setup/cache-folder.js";
import { nearest } from "../../runner/suggest.js";
import { packageRoot } from "../package-root.js";
import { UsageError } from "../usage-error.js";
import { DEFAULT_NAME, isLibraryPath, versionOf } from "./names.js";
import { portDigest } from "./port.js";
import { KernelRegistry, type NamedKernel } from "./registry.js";

/** A kernel to run on. */
export interface ChosenKernel {
  /** As the user named it. */
  readonly name: string;
  /** Path of the library. */
  readonly library: string;
  /** The tree that it was made from, if that is known. */
  readonly source?: string;
  /** What users should know before they trust the results. */
  readonly warning?: string;
}

/** Where names of kernels lead. */
export interface KernelNames {
  readonly registry: KernelRegistry;
  /** What portDigest() says now. */
  readonly port: string | undefined;
}

export function kernelNames(environment: NodeJS.ProcessEnv = process.env): KernelNames {
  return { registry: new KernelRegistry(cacheRoot(environment)), port: portDigest(packageRoot) };
}

/**
 * The kernel that `--kernel` names: a named build, `default`, the path of a library; where no build has that
 * name, the default library's version such as 6.12, or the variant of a build such as kasan.
 * @throws {UsageError} if there is none, and what findLibrary() throws
 */
export function chooseKernel(name: string, names: KernelNames = kernelNames()): ChosenKernel {
  if (isLibraryPath(name)) {
    if (!existsSync(name)) throw new UsageError(`--kernel ${name}: no such library`);
    return { name, library: resolve(name) };
  }
  if (name === DEFAULT_NAME) return { name, library: findLibrary() };
  const entry = names.registry.find(name);
  if (entry?.type === "damaged")
    throw new UsageError(`--kernel ${name}: ${entry.reason}; ktest kernel build makes it anew`);
  if (entry !== undefined) return chosen(entry.kernel, names.port);
  const fallback = defaultOfVersion(name);
  if (fallback !== undefined) return { name, library: fallback };
  const ofVariant = buildOfVariant(name, names.registry);
  if (ofVariant !== undefined) return chosen(ofVariant, names.port);
  throw new UsageError(describeUnknown(name, names.registry));
}

function chosen(kernel: NamedKernel, port: string | undefined): ChosenKernel {
  const { name, path: library, source } = kernel;
  const warning = `${name} was built with another version of ktest's port: ktest kernel build ${name} brings it up to date`;
  return { name, library, source, ...(isStale(kernel, port) ? { warning } : {}) };
}

/** Whether the port has changed since a build. */
export function isStale({ port }: Pick<NamedKernel, "port">, now: string | undefined): boolean {
  return now !== undefined && port !== now;
}

/** The default library if it has this version, or is of this series. */
function defaultOfVersion(name: string): string | undefined {
  if (!/^\d+\.\d+/.test(name)) return undefined;
  const library = findLibrary();
  const version = versionOf(library);
  return version === name || version?.startsWith(`${name}.`) === true ? library : undefined;
}

/**
 * The only build of this variant, or the only one that has the default library's version.
 * @throws {UsageError} if there are several
 */
function buildOfVariant(variant: string, registry: KernelRegistry): NamedKernel | undefined {
  const all = registry
    .list()
    .flatMap((entry) => (entry.type === "kernel" && entry.kernel.variant === variant ? [entry.kernel] : []));
  if (all.length < 2) return all[0];
  const version = versionOf(findLibrary());
  const [first, ...others] = all.filter((kernel) => kernel.version === version);
  if (first !== undefined && others.length === 0) return first;
  const known = all.map(({ name }) => name).join(", ");
  throw new UsageError(`--kernel ${variant}: several builds are of this variant: ${known}`);
}

/** A message that lists what there is. */
export function describeUnknown(name: string, registry: KernelRegistry): string {
  const known = [
    DEFAULT_NAME,
    ...registry.list().map((entry) => (entry.type === "kernel" ? entry.kernel.name : entry.name)),
  ];
  const meant = nearest(name, known);
  const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  return `there is no kernel ${name}${hint}: there are ${known.join(", ")}; ktest kernel build makes others`;
}
