// SPDX-License-Identifier: GPL-2.0
import type { TestRequest } from "../../runner/index.js";
import type { Plan } from "../plan.js";

/** One of several machines among which a run is divided. */
export interface Shard {
  /** From 1 on. */
  readonly index: number;
  readonly count: number;
}

export function nameOf({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/**
 * What a shard has to do of a plan: a piece of it, so that all shards one after the other are the plan
 * again. The variants of a script, and as far as that goes scripts of a folder, which share snapshots,
 * stay together; the pieces differ by no more than the variants of a script. What could not become a
 * test is told by the first.
 */
export function partOf(plan: Plan, { index, count }: Shard): Plan {
  const total = plan.tests.length;
  const groups = byScript(plan.tests);
  let before = 0;
  const own = groups.filter(({ length }) => {
    const middle = before + length / 2;
    before += length;
    return Math.floor((middle * count) / total) === index - 1;
  });
  return { tests: own.flat(), problems: index === 1 ? plan.problems : [], scripts: own.length };
}

/** Neighbours in a plan that are variants of one script. */
function byScript(tests: readonly TestRequest[]): readonly (readonly TestRequest[])[] {
  const groups: TestRequest[][] = [];
  for (const test of tests) {
    const last = groups.at(-1);
    if (last?.[0]?.script === test.script) last.push(test);
    else groups.push([test]);
  }
  return groups;
}
