// SPDX-License-Identifier: GPL-2.0
import { ScriptLoader } from "../../runner/load.js";
import { bareReport } from "../../runner/report/bare-report.js";
import { describeFailure } from "./describe.js";
import type { PacketdrillPlan } from "./plan.js";

/**
 * Reads a script and its configuration without running it.
 * @returns what is wrong with it; undefined if nothing is
 */
export function dryRun(
  script: string,
  { variant, options }: PacketdrillPlan,
  defines: readonly string[],
): string | undefined {
  const loaded = new ScriptLoader({ options, defines }).load(script, variant);
  if (loaded.type === "ready") return undefined;
  return describeFailure(bareReport({ script, variant: variant.name }, loaded.problems, 0));
}
