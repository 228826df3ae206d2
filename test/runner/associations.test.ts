// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Associations } from "../../src/runner/associations.js";
import { testConstants } from "./helpers/constants.js";

const constants = testConstants();
const reserved = constants.require("SCTP_ALL_ASSOC");

describe("associations", () => {
  it("have the kernel's numbers as long as the script has said nothing", () => {
    const associations = new Associations(constants);
    expect([associations.live(7), associations.script(7)]).toEqual([7, 7]);
  });

  it("are what the script calls them first", () => {
    const id = fc.integer({ min: reserved + 1, max: 20 });
    fc.assert(
      fc.property(fc.array(fc.tuple(id, id)), (pairs) => {
        const associations = new Associations(constants);
        const known = new Map<number, number>();
        for (const [script, live] of pairs) {
          const isNew = !known.has(script) && ![...known.values()].includes(live);
          if (isNew) known.set(script, live);
          expect(associations.agree(script, live)).toBe(known.get(script) === live);
        }
        for (const [script, live] of known)
          expect([associations.live(script), associations.script(live)]).toEqual([live, script]);
      }),
    );
  });

  it("never mean one that has another name", () => {
    const associations = new Associations(constants);
    associations.agree(9, 3);
    expect(associations.live(3)).not.toBe(3);
    expect(associations.live(9)).toBe(3);
  });

  it("leave the numbers that stand for several alone", () => {
    const associations = new Associations(constants);
    for (let number = 0; number <= reserved; number++) {
      expect(associations.agree(number, 5)).toBe(false);
      expect(associations.agree(5, number)).toBe(false);
      expect(associations.agree(number, number)).toBe(true);
      expect(associations.live(number)).toBe(number);
    }
  });
});
