// SPDX-License-Identifier: GPL-2.0
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { BUILD_PROGRAMS, buildLibrary } from "../../../tools/build-library.mjs";
import { UsageError } from "../usage-error.js";
import { versionOf } from "./names.js";
import type { BuildPlan } from "./plan-build.js";
import { portDigest } from "./port.js";
import type { KernelRegistry, NamedKernel } from "./registry.js";

/** Where things are, and who is told. */
export interface BuildPlaces {
  /** Of the checkout or package: kernel/ is in it. */
  readonly root: string;
  /** What cacheRoot() says. */
  readonly cache: string;
  readonly registry: KernelRegistry;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Variables of kernel/Makefile, and options of make, that somebody may have in the environment. */
const NOT_FROM_ENVIRONMENT = ["KERNEL_SRC", "DEBIAN_SOURCE", "VARIANT", "O", "ARCH", "MAKEFLAGS"];

/**
 * Builds what is planned and gives it its name. If that fails, the build that had the name stays.
 * @throws {UsageError} if something is missing, {import("../../../tools/build-library.mjs").BuildError}
 */
export async function buildKernel(plan: BuildPlan, places: BuildPlaces): Promise<NamedKernel> {
  const { root, cache, registry, say, signal } = places;
  const port = portDigest(root);
  if (port === undefined) throw new UsageError(`kernel build: ${join(root, "kernel")} is missing`);
  const { name, variant, origin } = plan;
  checkPrograms(process.env);
  if ("debian" in origin) checkPackage(origin.debian);
  const settings = [
    `CACHE=${cache}`,
    `VARIANT=${variant}`,
    "debian" in origin ? `DEBIAN_SOURCE=${origin.debian}` : `KERNEL_SRC=${origin.source}`,
  ];
  const staged = registry.stage();
  try {
    const title = "ktest kernel build";
    const {
      name: library,
      objects,
      source,
    } = await buildLibrary({
      root,
      settings,
      say,
      title,
      destination: staged,
      env: makeEnvironment(process.env),
      signal,
    });
    const version = versionOf(library) ?? "unknown";
    const isOf = "debian" in origin ? { debian: origin.debian } : {};
    const record = { source, ...isOf, variant, version, library, objects, builtMs: Date.now(), port };
    registry.publish(name, staged, record);
  } finally {
    registry.discard(staged);
  }
  const entry = registry.find(name);
  if (entry?.type !== "kernel") throw new Error(`${name} has gone as soon as it was built`);
  return entry.kernel;
}

/** make runs this Node for the constants, whatever PATH says. */
function makeEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !NOT_FROM_ENVIRONMENT.includes(name));
  const { PATH = "" } = environment;
  return { ...Object.fromEntries(kept), PATH: [PATH, dirname(process.execPath)].join(delimiter) };
}

function checkPrograms({ PATH = "" }: NodeJS.ProcessEnv): void {
  const folders = PATH.split(delimiter).filter((folder) => folder !== "");
  const isThere = (program: string): boolean => folders.some((folder) => isExecutable(join(folder, program)));
  const missing = Object.entries(BUILD_PROGRAMS).filter(([program]) => !isThere(program));
  if (missing.length === 0) return;
  const programs = missing.map(([program]) => program).join(", ");
  const packages = [...new Set(missing.map(([, name]) => name))].join(" ");
  throw new UsageError(
    `kernel build: these programs are missing: ${programs}; on Debian: apt-get install ${packages}`,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Its archive is needed once, but a later release of it is another tree. */
function checkPackage(name: string): void {
  if (existsSync(`/usr/src/${name}.tar.xz`)) return;
  throw new UsageError(`kernel build: ${name} is not installed: apt-get install ${name}`);
}
