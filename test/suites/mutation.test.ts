// SPDX-License-Identifier: GPL-2.0
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Mutation, mutations } from "./support/mutate.js";
import { runSuite, type TestLine } from "./support/run.js";
import { sample } from "./support/sample.js";
import { kernelScripts, ownScripts, type SuiteScript } from "./support/scripts.js";

const SEED = 2;
/** For a machine that has more to do. */
const HOOK_MS = 120_000;
const PROTOCOLS = ["tcp", "udp", "udplite", "sctp", "dccp", "mptcp", "mip6", "icmp"];
const OF_EACH = 26;
const OF_THE_OTHERS = 24;
const chosen = [
  ...PROTOCOLS.flatMap((protocol) => choose(ownScripts().filter(isOf(protocol)), OF_EACH)),
  ...choose(
    ownScripts().filter((script) => !PROTOCOLS.some((protocol) => isOf(protocol)(script))),
    OF_THE_OTHERS,
  ),
  ...choose(kernelScripts(), OF_THE_OTHERS),
];

/** By the folder that it stands in. */
function isOf(protocol: string): (script: SuiteScript) => boolean {
  return ({ name }) => name.startsWith(`${protocol}/`);
}

/** Fields of all kinds, be they ever so rare. */
function choose(scripts: readonly SuiteScript[], count: number): readonly Mutation[] {
  return sample(scripts.flatMap(mutations), count, SEED, ({ field }) => field.replace(/\[\d+\]/, ""));
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

  /** One variant of each is enough. */
  async function run(variants: string, paths: readonly string[]): Promise<void> {
    const { tests } = await runSuite("--variant", variants, ...paths);
    for (const test of tests) {
      const number = test.script.slice(root.length + 1).split("/")[0] ?? "";
      if (!results.has(number)) results.set(number, test);
    }
  }

  beforeAll(async () => {
    for (const [number, mutation] of chosen.entries()) writeChanged(root, mutation, number);
    await run("ipv4", [root]);
    const others = chosen.map((_, number) => String(number)).filter((number) => !results.has(number));
    await run(
      "ipv6,ipv4-mapped-v6",
      others.map((number) => join(root, number)),
    );
  }, HOOK_MS);

  afterAll(() => rmSync(root, { recursive: true }));

  it("is one of at least 200, and of each protocol", () => {
    expect(chosen.length).toBeGreaterThanOrEqual(200);
    for (const protocol of PROTOCOLS)
      expect(chosen.filter(({ script }) => isOf(protocol)(script)).length).toBe(OF_EACH);
  });

  it.each(chosen.map((mutation, number) => ({ ...mutation, number, name: mutation.script.name })))(
    "$name:$line $field",
    ({ number, named, line }) => {
      const result = results.get(String(number));
      expect(result).toMatchObject({ verdict: "fail", line });
      expect(result?.message).toMatch(named);
    },
  );
});
