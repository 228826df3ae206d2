// SPDX-License-Identifier: GPL-2.0
import { afterAll, describe, expect, it } from "vitest";
import { type History, historyOf } from "../../../src/fuzz/history/history.js";
import { KnownBugs } from "../../../src/fuzz/known/known-bugs.js";
import { knownBugsOf } from "../../../src/fuzz/known/linux.js";
import { agreement } from "../../../src/fuzz/oracles/agreement.js";
import { withoutIgnored } from "../../../src/fuzz/oracles/ignored.js";
import { judge } from "../../../src/fuzz/oracles/index.js";
import type { IsKnown, Violation } from "../../../src/fuzz/oracles/oracle.js";
import type { Program } from "../../../src/fuzz/program/program.js";
import { makeRig } from "../support.js";
import { PROGRAMS } from "./programs.js";

const rig = makeRig();
afterAll(() => rig.close());

function run(program: Program): History {
  return historyOf(program, rig.startNs, rig.run(program));
}

/** What is wrong with a history, if it is not known. */
function wrong(history: History, isKnown: IsKnown = () => false): Violation | undefined {
  const violation = judge(history, isKnown);
  const without = withoutIgnored(history.program);
  if (violation !== undefined || without === undefined) return violation;
  const other = agreement.ignored(history, run(without));
  return other === undefined || isKnown(other) ? undefined : other;
}

describe("the known bugs of Linux", () => {
  it.each(PROGRAMS)("are there, and are no findings: %s", (_, program) => {
    const history = run(program);
    const violation = wrong(history);
    // A kernel that has it no more needs no entry for it.
    expect(violation).toBeDefined();
    const known = new KnownBugs(knownBugsOf(rig.kernel.release));
    expect(wrong(history, (found) => known.covers(program, found))).toBeUndefined();
    expect(known.met.map(({ bug }) => bug.cause)).toEqual([violation?.cause]);
  });
});
