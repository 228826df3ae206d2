// SPDX-License-Identifier: GPL-2.0
import { basename, join } from "node:path";
import type { Comparison } from "./compare/comparison.js";
import { versionOf } from "./kernels/names.js";
import type { Plan } from "./plan.js";
import type { Reporter } from "./reporters/events.js";

/** A kernel of a run; the default one has no name. */
export interface RunKernel {
  readonly name?: string;
  readonly library?: string;
  readonly warning?: string;
}

/** The kernels of a run. */
export interface RunKernels {
  readonly kernels: readonly RunKernel[];
  /** Trees that `kernel:PATH` may mean before the usual one. */
  readonly trees: readonly string[];
}

/**
 * Without names: the default library alone.
 * @throws {import("./usage-error.js").UsageError} if there is no kernel of a name
 */
export async function chooseKernels(names: readonly string[] | undefined): Promise<RunKernels> {
  if (names === undefined) return { kernels: [{}], trees: [] };
  // Loaded by those alone who name some; so is the rest of it.
  const { chooseKernel, kernelNames } = await import("./kernels/choose.js");
  const known = kernelNames();
  const kernels = names.map((name) => chooseKernel(name, known));
  return { kernels, trees: kernels.flatMap(({ source }) => source ?? []) };
}

/** Undefined where there is nothing to compare. */
export async function comparisonOf(kernels: readonly RunKernel[]): Promise<Comparison | undefined> {
  if (kernels.length < 2) return undefined;
  const { Comparison } = await import("./compare/comparison.js");
  return new Comparison(kernels.flatMap(({ name }) => name ?? []));
}

export function tellKernel({ name, library, warning }: RunKernel, report: Reporter): void {
  if (name === undefined || library === undefined) return;
  report({ type: "kernel", name, version: versionOf(library) });
  if (warning !== undefined) report({ type: "note", message: warning });
}

/** Captures of several kernels do not overwrite each other: each has a folder. */
export function forKernel(plan: Plan, { name }: RunKernel, pcap: string | undefined, kernels: number): Plan {
  if (pcap === undefined || name === undefined || kernels < 2) return plan;
  const folder = join(pcap, name.replaceAll("/", "_"));
  const tests = plan.tests.map(({ capture, ...test }) =>
    capture === undefined ? test : { ...test, capture: join(folder, basename(capture)) },
  );
  return { ...plan, tests };
}
