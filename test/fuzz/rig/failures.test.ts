// SPDX-License-Identifier: GPL-2.0
import { beforeAll, describe, expect, it } from "vitest";
import { rec } from "../../../src/fuzz/commands/command.js";
import { OP } from "../../../src/fuzz/program/operations.js";
import { BUILD_MS, isTested, variantLibrary } from "../../support/variants.js";
import { makeRig, programOf, returnsOf } from "../support.js";

const ENOMEM = 12;
const ENOENT = 2;
const MOST = 10;

/** A socket after the n-th allocation from then on is to fail. */
const failing = (n: number) => programOf("tcp", rec(OP.failNth, 0, { a: n }), rec(OP.socket, 0));

describe("a kernel without fault injection", () => {
  it("has no allocation fail", () => {
    const rig = makeRig();
    try {
      expect(rig.canFail).toBe(false);
      expect(returnsOf(rig.run(failing(1)))).toEqual([-ENOENT, expect.any(Number)]);
    } finally {
      rig.close();
    }
  });
});

describe.each(["coverage", "kasan"] as const)("programs on the variant %s", (variant) => {
  describe.runIf(isTested(variant))("that is built", () => {
    let library = "";
    beforeAll(async () => {
      library = await variantLibrary(variant);
    }, BUILD_MS);

    it("let an allocation fail, and the next program finds nothing of it", () => {
      const rig = makeRig(1, library);
      try {
        expect(rig.canFail).toBe(true);
        const results = Array.from({ length: MOST }, (_, n) => returnsOf(rig.run(failing(n + 1)))[1]);
        expect(results).toContain(-ENOMEM);
        const [fd = -1] = returnsOf(rig.run(programOf("tcp", rec(OP.socket, 0))));
        expect(fd).toBeGreaterThan(2);
      } finally {
        rig.close();
      }
    });
  });
});
