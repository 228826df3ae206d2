// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import { type Diagnostic, load } from "../../src/dsl/index.js";
import { makeRandom, type Random } from "./support/random.js";
import { realScripts } from "./support/real-scripts.js";
import { TOKENS } from "./support/samples.js";

/** Of mutants with an error; many mutants are right or only wrong for the kernel. */
const COUNT = Number(process.env.KTEST_MUTATIONS ?? 600);

interface Outcome {
  /** Of the token that was changed. */
  readonly line: number;
  readonly errors: readonly Diagnostic[];
}

/** A script without one of its tokens, or with another one in its place or in front of it. */
function changeToken(text: string, random: Random): { readonly mutant: string; readonly line: number } {
  const { 0: token, index } = random.of([...text.matchAll(/\w+|[^\w\s]/g)]);
  const piece = random.of(["", random.of(TOKENS), `${random.of(TOKENS)} ${token}`]);
  const line = text.slice(0, index).split("\n").length;
  return { mutant: text.slice(0, index) + piece + text.slice(index + token.length), line };
}

function tryMutants(): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  const random = makeRandom(1);
  const valid = realScripts()
    .map(({ bytes }) => bytes.toString())
    .filter((text) => load(text, "valid.pkt").diagnostics.length === 0);
  while (outcomes.length < COUNT) {
    const { mutant, line } = changeToken(random.of(valid), random);
    const errors = load(mutant, "mutant.pkt").diagnostics.filter(({ severity }) => severity === "error");
    if (errors.length > 0) outcomes.push({ line, errors });
  }
  return outcomes;
}

describe("one wrong token in a real script", () => {
  test("is one error, and at its line", () => {
    const outcomes = tryMutants();
    const once = outcomes.filter(({ errors }) => errors.length === 1).length;
    expect(once / COUNT).toBeGreaterThan(0.95);
    expect(Math.max(...outcomes.map(({ errors }) => errors.length))).toBeLessThanOrEqual(5);
    const there = outcomes.filter(({ line, errors }) => errors[0]?.span.line === line).length;
    expect(there / COUNT).toBeGreaterThan(0.95);
  });
});
