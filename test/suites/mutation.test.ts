// SPDX-License-Identifier: GPL-2.0
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Mutation, mutations } from "./support/mutate.js";
import { runSuite, type TestLine } from "./support/run.js";
import { sample } from "./support/sample.js";
import { kernelScripts, ownScripts } from "./support/scripts.js";

const SEED = 2;
/** For a machine that has more to do. */
const HOOK_MS = 120_000;
const chosen = [
  ...choose(ownScripts().flatMap(mutations), 112),
  ...choose(kernelScripts().flatMap(mutations), 24),
];

/** Fields of all kinds, be they ever so rare. */
function choose(all: readonly Mutation[], count: number): readonly Mutation[] {
  return sample(all, count, SEED, ({ field }) => field);
}

/** Each changed script stands in a folder of its own, with what its commands need. */
function writeChanged(root: string, { script, text }: Mutation, number: number): void {
  const folder = join(root, String(number));
  mkdirSync(folder);
  cpSync(script.folder, folder, { recursive: true, filter: (path) => !path.endsWith(".pkt") });
  writeFileSync(join(folder, basename(script.name)), text);
}

describe("a script with one expected field changed", () => {
  const root = mkdtempSync(join(tmpdir(), "ktest-mutation-"));
  const results = new Map<string, TestLine>();

  beforeAll(async () => {
    for (const [number, mutation] of chosen.entries()) writeChanged(root, mutation, number);
    const { tests } = await runSuite("--variant", "ipv4,ipv6", root);
    // of a script for both families, the IPv4 run tells
    for (const test of tests) {
      const number = test.script.slice(root.length + 1).split("/")[0] ?? "";
      if (!results.has(number) || test.variant === "ipv4") results.set(number, test);
    }
  }, HOOK_MS);

  afterAll(() => rmSync(root, { recursive: true }));

  it.each(chosen.map((mutation, number) => ({ ...mutation, number, name: mutation.script.name })))(
    "$name:$line $field",
    ({ number, named, line }) => {
      const result = results.get(String(number));
      expect(result).toMatchObject({ verdict: "fail", line });
      expect(result?.message).toMatch(named);
    },
  );
});
