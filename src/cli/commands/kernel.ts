// SPDX-License-Identifier: GPL-2.0
import { existsSync, realpathSync, rmSync, statSync } from "node:fs";
import { dirname, sep } from "node:path";
import { findBuiltLibrary } from "../../kernel/artifacts.js";
import { findLibrary } from "../../kernel/library.js";
import { cacheRoot } from "../../runner/setup/cache-folder.js";
import { EXIT } from "../exit-codes.js";
import { kernelSource } from "../kernel-source.js";
import { buildKernel } from "../kernels/build.js";
import { describeUnknown, isStale, kernelNames } from "../kernels/choose.js";
import { DEFAULT_NAME, versionOf } from "../kernels/names.js";
import { planBuild } from "../kernels/plan-build.js";
import type { KernelEntry, KernelRegistry } from "../kernels/registry.js";
import { packageRoot } from "../package-root.js";
import { formatBytes, formatTable } from "../reporters/table.js";
import { UsageError } from "../usage-error.js";
import type { KernelBuildOptions, KernelListOptions } from "./kernel-options.js";

const MS_PER_SECOND = 1000;

/**
 * `ktest kernel build [NAME]`
 * @returns the exit code
 * @throws {UsageError}, {import("../../../tools/build-library.mjs").BuildError}
 */
export async function buildNamed(
  name: string | undefined,
  options: KernelBuildOptions,
  signal: AbortSignal,
): Promise<number> {
  if (name !== undefined && options.name !== undefined && name !== options.name)
    throw new UsageError(`kernel build: two names: ${name} and ${options.name}`);
  const wanted = name ?? options.name;
  const wish = { ...options, ...(wanted === undefined ? {} : { name: wanted }) };
  const { registry } = kernelNames();
  const plan = planBuild(wish, registry, packageRoot);
  const start = performance.now();
  const say = (line: string): void => {
    process.stderr.write(`ktest kernel build: ${line}\n`);
  };
  const places = { root: packageRoot, cache: cacheRoot(), registry, say, signal };
  const kernel = await buildKernel(plan, places).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw asUsage("kernel build", error);
  });
  if (kernel === undefined) return EXIT.interrupted;
  const seconds = Math.round((performance.now() - start) / MS_PER_SECOND);
  const variant = kernel.variant === "default" ? "" : `, ${kernel.variant}`;
  process.stdout.write(
    `${kernel.name}: Linux ${kernel.version}${variant}, built in ${seconds} s; ktest run --kernel ${kernel.name} runs on it\n`,
  );
  return EXIT.passed;
}

/** What the file system refuses is no mistake of the program's: a full disk, a cache of somebody else's. */
function asUsage(command: string, error: unknown): unknown {
  const isErrno = error instanceof Error && "syscall" in error;
  return isErrno ? new UsageError(`${command}: ${error.message}`) : error;
}

/** A line of `ktest kernel list`. */
interface Listed {
  readonly name: string;
  readonly version: string | undefined;
  readonly variant: string | undefined;
  readonly source: string | undefined;
  readonly library: string | undefined;
  readonly built: string | undefined;
  readonly bytes: number | undefined;
  readonly state: "default" | "ready" | "stale" | "damaged";
  readonly reason?: string;
}

/**
 * `ktest kernel list`
 * @returns the exit code
 */
export function listKernels({ json }: KernelListOptions): number {
  const { registry, port } = kernelNames();
  const all = [...defaultLibrary(), ...registry.list().map((entry) => describeEntry(entry, port))];
  process.stdout.write(json ? all.map((kernel) => `${JSON.stringify(kernel)}\n`).join("") : asTable(all));
  return EXIT.passed;
}

function asTable(kernels: readonly Listed[]): string {
  const heading = ["NAME", "VERSION", "VARIANT", "BUILT", "SIZE", "STATE", "SOURCE"];
  const rows = kernels.map(({ name, version, variant, built, bytes, state, reason, source }) => [
    name,
    version ?? "-",
    variant ?? "-",
    built === undefined ? "-" : built.slice(0, "2026-11-30T12:00".length).replace("T", " "),
    bytes === undefined ? "-" : formatBytes(bytes),
    reason === undefined ? state : `${state}: ${reason}`,
    source ?? "-",
  ]);
  return formatTable([heading, ...rows]);
}

/** What runs where none is named; nothing if there is none. */
function defaultLibrary(): readonly Listed[] {
  try {
    const library = findLibrary();
    const { size, mtimeMs } = statSync(library);
    const built = new Date(mtimeMs).toISOString();
    const tree = kernelSource();
    const source = tree === undefined ? undefined : realpathSync(tree);
    const own = { version: versionOf(library), variant: undefined, source, library, built, bytes: size };
    return [{ name: DEFAULT_NAME, ...own, state: "default" }];
  } catch {
    return [];
  }
}

function describeEntry(entry: KernelEntry, port: string | undefined): Listed {
  if (entry.type === "damaged") {
    const { name, reason } = entry;
    const unknown = { version: undefined, variant: undefined, source: undefined, library: undefined };
    return { name, ...unknown, built: undefined, bytes: undefined, state: "damaged", reason };
  }
  const { kernel } = entry;
  const { name, version, variant, source, path: library, builtMs, size: bytes } = kernel;
  const built = new Date(builtMs).toISOString();
  const state = isStale(kernel, port) ? "stale" : "ready";
  return { name, version, variant, source, library, built, bytes, state };
}

/**
 * `ktest kernel remove NAME…`
 * @returns the exit code
 * @throws {UsageError} if one of them is none: nothing is removed then
 */
export function removeKernels(names: readonly string[]): number {
  const { registry } = kernelNames();
  for (const name of names)
    if (registry.find(name) === undefined)
      throw new UsageError(
        name === DEFAULT_NAME
          ? `kernel remove: ${name} is the library that runs where none is named`
          : `kernel remove: ${describeUnknown(name, registry)}`,
      );
  for (const name of new Set(names)) {
    const entry = registry.find(name);
    try {
      registry.remove(name);
      if (entry?.type === "kernel") removeObjects(entry.kernel.objects, registry);
    } catch (error) {
      throw asUsage("kernel remove", error);
    }
    process.stdout.write(`removed ${name}\n`);
  }
  return EXIT.passed;
}

/** Objects that no other build will need: not the default library's, and nothing outside the cache. */
function removeObjects(objects: string, registry: KernelRegistry): void {
  const folder = dirname(objects);
  const builds = `${cacheRoot()}${sep}build${sep}`;
  const isNeeded = registry
    .list()
    .some((entry) => entry.type === "kernel" && entry.kernel.objects === objects);
  if (isNeeded || !folder.startsWith(builds) || !existsSync(folder) || isDefault(folder)) return;
  rmSync(folder, { recursive: true, force: true });
}

/** Also if KTEST_LIBRARY names another one at the moment. */
function isDefault(folder: string): boolean {
  const library = findBuiltLibrary();
  return library !== undefined && realpathSync(library).startsWith(`${realpathSync(folder)}${sep}`);
}
