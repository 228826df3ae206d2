// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { OptionLine } from "../dsl/ast.js";
import { selectVariants } from "../runner/config/select.js";
import type { TestRequest } from "../runner/index.js";
import type { FoundScript } from "./find-scripts.js";

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
    const lines = await optionLines(script, problems);
    if (lines === undefined) continue;
    for (const { name: variant } of selectVariants(script, lines, wanted)) {
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

/** The option lines on top of a script: nothing else of it matters here. */
async function optionLines(
  path: string,
  problems: PlanProblem[],
): Promise<readonly OptionLine[] | undefined> {
  try {
    const text = readFileSync(path, "utf8");
    const top = text.split("\n").filter((line) => /^\s*--/.test(line));
    if (top.length === 0) return [];
    // Loaded here alone: the parser is most of what this process would load.
    const { parse } = await import("../dsl/parse.js");
    return parse(top.join("\n"), path).script.options;
  } catch (error) {
    problems.push({ path, message: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
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
