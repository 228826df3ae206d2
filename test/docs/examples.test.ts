// SPDX-License-Identifier: GPL-2.0
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { format } from "../../src/dsl/format.js";
import { parse, printScript, render } from "../../src/dsl/index.js";
import { checkScript } from "../../src/runner/check/check-script.js";
import { ktest } from "../cli/support/ktest.js";
import { differentAt } from "../dsl/support/same-tree.js";
import { testConstants } from "../runner/helpers/constants.js";
import { allExamples, type Example, placeOf } from "./support/examples.js";
import { makeKeptFolder } from "./support/folder.js";

/** For a machine that has more to do. */
const HOOK_MS = 120_000;

const EXAMPLES = allExamples();
const NAMED = EXAMPLES.map(
  (example) => [`${placeOf(example.block)} ${example.block.info.join(" ")}`, example] as const,
);

function found({ script, name }: Example): readonly string[] {
  const options = { syntaxOnly: false, constants: testConstants(), defines: [] };
  const { diagnostics, source } = checkScript(script, name, options);
  return diagnostics.map((diagnostic) => render(diagnostic, source));
}

describe("examples are as their fences say", () => {
  test.each(NAMED)("%s", (_, example) => {
    const { mode } = example;
    const problems = found(example);
    if (mode.type !== "finding") return expect(problems.join("\n")).toBe("");
    expect(problems.map((problem) => /: (\w+): .*\[(\S+)\]$/m.exec(problem)?.slice(1))).toEqual([
      [mode.severity, mode.code],
    ]);
  });
});

/** All but those with a mistake in them. */
const SOUND = NAMED.filter(([, { mode }]) => mode.type !== "finding" || mode.severity === "warning");

describe("examples without errors", () => {
  test.each(SOUND)("%s: printed and parsed again they say the same", (_, { script, name }) => {
    const parsed = parse(script, name);
    const again = parse(printScript(parsed.script), name);
    expect(again.diagnostics).toEqual([]);
    expect(differentAt(withoutTrivia(parsed.script), withoutTrivia(again.script))).toBeUndefined();
  });

  test.each(SOUND)("%s: are laid out as ktest fmt does it", (_, { text, name }) => {
    expect(format(parse(text, name))).toBe(text);
  });
});

/** Comments move when whole scripts are printed. */
function withoutTrivia({ options, init, events, cleanup }: ReturnType<typeof parse>["script"]): unknown {
  return [
    options.map(({ name, value }) => ({ name, value })),
    init?.text,
    events.map(({ time, action }) => ({ time, action })),
    cleanup?.text,
  ];
}

describe("examples that run", () => {
  const running = EXAMPLES.filter(({ mode }) => mode.type === "run");
  const reports = new Map<string, string[]>();

  beforeAll(async () => {
    const folder = makeKeptFolder();
    for (const { name, script } of running) writeFileSync(join(folder, name), script);
    const { stdout } = await ktest(["run", "--json", "."], { cwd: folder });
    for (const line of stdout.split("\n").filter(Boolean)) {
      const { script, variant, verdict, line: at, message } = JSON.parse(line) as Record<string, unknown>;
      const list = reports.get(String(script)) ?? [];
      list.push(`${variant}: ${verdict}${verdict === "pass" ? "" : ` in line ${at}: ${message}`}`);
      reports.set(String(script), list);
    }
  }, HOOK_MS);

  test.each(running.map((example) => [placeOf(example.block), example] as const))("%s", (_, { name }) => {
    const lines = reports.get(name) ?? [];
    expect(lines.length).toBeGreaterThan(0);
    expect(
      lines.filter((line) => !line.endsWith(": pass")),
      name,
    ).toEqual([]);
  });
});
