// SPDX-License-Identifier: GPL-2.0
import { afterAll, describe, expect, it } from "vitest";
import { historyOf } from "../../../src/fuzz/history/history.js";
import { KnownBugs } from "../../../src/fuzz/known/known-bugs.js";
import { knownBugsOf } from "../../../src/fuzz/known/linux.js";
import { judge } from "../../../src/fuzz/oracles/index.js";
import { makeRig } from "../support.js";
import { PROGRAMS } from "./programs.js";

const rig = makeRig();
afterAll(() => rig.close());

describe("the known bugs of Linux", () => {
  it.each(PROGRAMS)("are there, and are no findings: %s", (_, program) => {
    const history = historyOf(program, rig.startNs, rig.run(program));
    const violation = judge(history);
    // A kernel that has it no more needs no entry for it.
    expect(violation).toBeDefined();
    const known = new KnownBugs(knownBugsOf(rig.kernel.release));
    expect(judge(history, (found) => known.covers(program, found))).toBeUndefined();
    expect(known.met.map(({ bug }) => bug.cause)).toEqual([violation?.cause]);
  });
});
