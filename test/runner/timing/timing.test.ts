// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventTime } from "../../../src/dsl/ast.js";
import { NO_SPAN } from "../../../src/dsl/ast.js";
import { type Scheduled, schedule } from "../../../src/runner/timing/schedule.js";
import { formatSeconds } from "../../../src/runner/timing/seconds.js";
import { startTimeNs } from "../../../src/runner/timing/start.js";
import { DEFAULT_TOLERANCE, toleranceNs } from "../../../src/runner/timing/tolerance.js";
import { verifyTime } from "../../../src/runner/timing/verify.js";

const MS = 1_000_000;
const relative = (ns: number): EventTime => ({ type: "relative", ns, span: NO_SPAN });
const absolute = (ns: number): EventTime => ({ type: "absolute", ns, span: NO_SPAN });
const inbound = (startNs: number): Scheduled => ({
  isInbound: true,
  due: { type: "at", startNs, originNs: 0 },
});

describe("schedule", () => {
  it("counts relative times from now", () => {
    expect(schedule(relative(5 * MS), false, 7 * MS, undefined).due).toMatchObject({ startNs: 12 * MS });
    expect(
      schedule(relative(5 * MS), true, 7 * MS, { ...inbound(3 * MS), isInbound: false }).due,
    ).toMatchObject({
      startNs: 12 * MS,
    });
  });

  it("counts an inbound packet after an inbound packet from when that one was due", () => {
    expect(schedule(relative(5 * MS), true, 7 * MS, inbound(3 * MS)).due).toMatchObject({ startNs: 8 * MS });
    expect(schedule(relative(5 * MS), false, 7 * MS, inbound(3 * MS)).due).toMatchObject({
      startNs: 12 * MS,
    });
  });

  it("leaves absolute times alone, and takes any time to be now", () => {
    expect(schedule(absolute(5 * MS), false, 7 * MS, undefined).due).toMatchObject({
      type: "at",
      startNs: 5 * MS,
    });
    expect(schedule({ type: "any", span: NO_SPAN }, false, 7 * MS, undefined).due).toMatchObject({
      type: "any",
      startNs: 7 * MS,
    });
  });

  it("moves both ends of a relative range", () => {
    const range: EventTime = { type: "relative-range", ns: MS, endNs: 2 * MS, span: NO_SPAN };
    expect(schedule(range, false, 10 * MS, undefined).due).toEqual({
      type: "range",
      startNs: 11 * MS,
      endNs: 12 * MS,
      originNs: 10 * MS,
    });
  });
});

describe("tolerance", () => {
  it("is packetdrill's: 4 ms, or an eighth of the time since the event before", () => {
    expect(toleranceNs(DEFAULT_TOLERANCE, undefined)).toBe(4 * MS);
    expect(toleranceNs(DEFAULT_TOLERANCE, 10 * MS)).toBe(4 * MS);
    expect(toleranceNs(DEFAULT_TOLERANCE, 400 * MS)).toBe(50 * MS);
    expect(toleranceNs({ usecs: 0, percent: 0 }, 400 * MS)).toBe(0);
  });
});

describe("verifyTime", () => {
  const at = (startNs: number) => ({ type: "at", startNs, originNs: 0 }) as const;

  it("passes what is within the tolerance and tells how far off it is", () => {
    const check = {
      what: "outbound packet",
      due: at(100 * MS),
      previousNs: 100 * MS,
      tolerance: DEFAULT_TOLERANCE,
    };
    expect(verifyTime({ ...check, actualNs: 96 * MS })).toEqual({ offNs: -4 * MS, toleranceNs: 4 * MS });
    expect(verifyTime({ ...check, actualNs: 104 * MS + 1 }).message).toBe(
      "timing error: expected outbound packet at 0.100000 sec but happened at 0.104000001 sec, " +
        "0.004000001 sec late; tolerance 0.004000 sec",
    );
  });

  it("takes any time within a range, and shows relative ranges as the script writes them", () => {
    const due = { type: "range", startNs: 300 * MS, endNs: 310 * MS, originNs: 100 * MS } as const;
    const exact = { what: "outbound packet", due, previousNs: 100 * MS, tolerance: { usecs: 0, percent: 0 } };
    expect(verifyTime({ ...exact, actualNs: 305 * MS }).message).toBeUndefined();
    expect(verifyTime({ ...exact, actualNs: 312 * MS }).message).toBe(
      "timing error: expected outbound packet in relative time range +0.200000~+0.210000 sec " +
        "but happened at +0.212000 sec, 0.002000 sec late; tolerance 0.000000 sec",
    );
  });

  it("agrees with the definition: off by more than the tolerance is an error", () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), fc.nat(20_000), (startNs, actualNs, usecs) => {
        const { offNs, message } = verifyTime({
          what: "it",
          due: at(startNs),
          actualNs,
          previousNs: undefined,
          tolerance: { usecs, percent: 0 },
        });
        expect(offNs).toBe(actualNs - startNs);
        expect(message === undefined).toBe(Math.abs(actualNs - startNs) <= usecs * 1000);
      }),
    );
  });

  it("never objects to any time", () => {
    const due = { type: "any", startNs: 0, originNs: 0 } as const;
    const check = { what: "it", due, previousNs: 0, tolerance: { usecs: 0, percent: 0 } };
    expect(verifyTime({ ...check, actualNs: 5e9 }).message).toBeUndefined();
  });
});

describe("startTimeNs", () => {
  it("is 250 µs into a jiffy, ten clock ticks on", () => {
    expect(startTimeNs(1_000_000_001)).toBe(1_100_250_000);
    fc.assert(
      fc.property(fc.nat(2 ** 40), (now) => {
        const start = startTimeNs(now);
        expect(start % MS).toBe(250_000);
        expect(start - now).toBeGreaterThan(90 * MS);
        expect(start - now).toBeLessThanOrEqual(100 * MS + 250_000);
      }),
    );
  });
});

describe("formatSeconds", () => {
  it.each([
    [0, "0.000000"],
    [100 * MS, "0.100000"],
    [1, "0.000000001"],
    [-1500 * MS, "-1.500000"],
    [3_600_000_000_000, "3600.000000"],
  ])("%i ns is %s", (ns, text) => {
    expect(formatSeconds(ns)).toBe(text);
  });

  it("loses nothing", () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 50), max: 2 ** 50 }), (ns) => {
        const [whole, decimals = ""] = formatSeconds(Math.abs(ns)).split(".");
        expect(Number(whole) * 1e9 + Number(decimals.padEnd(9, "0"))).toBe(Math.abs(ns));
      }),
    );
  });
});
