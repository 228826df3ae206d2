// SPDX-License-Identifier: GPL-2.0
import { join, relative, resolve, sep } from "node:path";
import { selectVariants } from "../runner/config/select.js";
import type { TestRequest } from "../runner/index.js";
import type { FoundScript } from "./find-scripts.js";
import { optionLines } from "./option-lines.js";

/** The tests of a run, and what could not become one. */
export interface Plan {
  readonly tests: readonly TestRequest[];
  readonly problems: readonly PlanProblem[];
  readonly scripts: number;
}

export interface PlanProblem {
  readonly path: string;
  readonly message: string;
}

/**
 * Makes tests of scripts and variants.
 * @param wanted  names of variants; undefined: all that each script allows
 * @param captureFolder  where captures go, if any are wanted
 */
export async function planTests(
  found: readonly FoundScript[],
  wanted: readonly string[] | undefined,
  captureFolder: string | undefined,
): Promise<Plan> {
  const problems: PlanProblem[] = [];
  const scripts = found.flatMap((entry) => {
    if (entry.type === "script") return [entry.path];
    problems.push({ path: entry.path, message: entry.message });
    return [];
  });
  const captureName = captureNames(scripts);
  const tests: TestRequest[] = [];
  for (const script of scripts) {
    const lines = await optionLines(script);
    if (lines.type === "unreadable") {
      problems.push({ path: script, message: lines.message });
      continue;
    }
    for (const { name: variant } of selectVariants(script, lines.options, wanted)) {
      const capture = `${captureName(script)}.${variant}.pcapng`;
      tests.push({
        script,
        variant,
        ...(captureFolder === undefined ? {} : { capture: join(captureFolder, capture) }),
      });
    }
  }
  return { tests, problems, scripts: scripts.length };
}

/** File names for captures: the paths below the folder that all scripts have in common. */
function captureNames(scripts: readonly string[]): (script: string) => string {
  const folders = scripts.map((script) => resolve(script).split(sep).slice(0, -1));
  const [first = []] = folders;
  const differs = first.findIndex((part, index) => folders.some((folder) => folder[index] !== part));
  const common = first.slice(0, differs < 0 ? first.length : differs).join(sep);
  return (script) =>
    relative(common || sep, resolve(script))
      .replace(/\.pkt$/, "")
      .replaceAll(sep, "_");
}
