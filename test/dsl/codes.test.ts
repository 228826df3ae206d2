// SPDX-License-Identifier: GPL-2.0
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { CODES, type Explanation } from "../../src/dsl/codes/index.js";

const SOURCES = fileURLToPath(new URL("../../src/", import.meta.url));

/** The codes that the sources give to diagnostics. */
function codesInUse(): Set<string> {
  const found = new Set<string>();
  for (const name of readdirSync(SOURCES, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts") || name.startsWith("dsl/codes/")) continue;
    const text = readFileSync(join(SOURCES, name), "utf8");
    for (const [, code] of text.matchAll(/"((?:parse|bind|check|run)\/[a-z0-9-]+)"/g))
      if (code !== undefined) found.add(code);
    for (const [, of, code] of text.matchAll(/new (Script|Packet)Error\(\s*"([a-z-]+)"/g))
      found.add(`${of?.toLowerCase()}/${code}`);
  }
  return found;
}

test("each code in use is explained, and no other", () => {
  const inUse = [...codesInUse()].sort();
  const explained = CODES.map(({ code }) => code).sort();
  expect(inUse.length).toBeGreaterThan(40);
  expect(explained.filter((code) => !inUse.includes(code))).toEqual([]);
  expect(inUse.filter((code) => !explained.includes(code))).toEqual([]);
});

test("no code stands twice, and each has a title and a paragraph", () => {
  expect(new Set(CODES.map(({ code }) => code)).size).toBe(CODES.length);
  for (const { title, text } of CODES) {
    expect(title).toMatch(/^\S.*[^.\s]$/s);
    expect(text).toMatch(/^[^\n]{40,}[.)]$/);
  }
});

test("docs/diagnostics.md has them all", async () => {
  await expect(page()).toMatchFileSnapshot("../../docs/diagnostics.md");
});

const PARTS: readonly (readonly [string, readonly string[], string])[] = [
  ["The text", ["parse/"], "Found while reading; `ktest check --syntax-only` reports these alone."],
  ["Names", ["bind/"], "About names that `--define=NAME=value` gives a value."],
  [
    "What a script means",
    ["check/"],
    "Found by `ktest check`; the errors among them also stop `ktest run` before it starts, unless they need the whole script.",
  ],
  [
    "What a run refuses",
    ["script/", "packet/"],
    "Found by `ktest check` where reading tells, and otherwise when a run comes to the event. The verdict is an error, as the run could not tell pass from fail.",
  ],
  ["How a run fails", ["run/"], "Found by `ktest run` alone."],
];

function page(): string {
  const sections = PARTS.map(([title, families, about]) => {
    const codes = CODES.filter(({ code }) => families.some((family) => code.startsWith(family)));
    return [`## ${title}`, "", about, "", ...codes.flatMap(section)].join("\n");
  });
  return `${[
    "# Diagnostics",
    "",
    "Every problem has a code, for filters and for looking it up: `ktest check --explain CODE` prints what is below. An error stops a script, a warning does not; with `--werror` warnings are errors.",
    "",
    ...sections,
  ].join("\n")}`;
}

function section({ code, title, text }: Explanation): readonly string[] {
  return [`### ${code}`, "", `*${title}*`, "", text.replace(/([<*_`])/g, "\\$1"), ""];
}
