// SPDX-License-Identifier: GPL-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { describeProgress } from "../../../src/cli/progress/describe.js";
import { hasProgressLine, ProgressLine } from "../../../src/cli/progress/progress-line.js";

describe("describeProgress", () => {
  it.each([
    [{ tests: 144, done: 0, failed: 0, elapsedMs: 500 }, "0 of 144 done"],
    [{ tests: 144, done: 36, failed: 0, elapsedMs: 100 }, "36 of 144 done, 360 tests/s, 1 s left"],
    [
      { tests: 144, done: 144, failed: 2, elapsedMs: 1000 },
      "144 of 144 done, 2 failed, 144 tests/s, 0 s left",
    ],
    [
      { tests: 200, done: 10, failed: 1, elapsedMs: 4000 },
      "10 of 200 done, 1 failed, 2.5 tests/s, 1 min 16 s left",
    ],
    [{ tests: 9001, done: 1, failed: 0, elapsedMs: 1000 }, "1 of 9001 done, 1.0 tests/s, 2 h 30 min left"],
  ])("of %j", (progress, text) => {
    expect(describeProgress(progress)).toBe(text);
  });
});

describe("hasProgressLine", () => {
  const terminal = { env: {}, stdout: { isTTY: true }, stderr: { isTTY: true } };

  it.each([
    [terminal, true],
    [{ ...terminal, env: { CI: "", TERM: "xterm" } }, true],
    [{ ...terminal, env: { CI: "true" } }, false],
    [{ ...terminal, env: { TERM: "dumb" } }, false],
    [{ ...terminal, stdout: {} }, false],
    [{ ...terminal, stderr: { isTTY: false } }, false],
  ])("of %j is %s", (place, expected) => {
    expect(hasProgressLine(place)).toBe(expected);
  });
});

describe("ProgressLine", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const make = (columns?: number): { readonly line: ProgressLine; readonly written: string[] } => {
    const written: string[] = [];
    const terminal = {
      write: (text: string) => written.push(text),
      ...(columns === undefined ? {} : { columns }),
    };
    return { line: new ProgressLine(terminal), written };
  };

  it("is drawn when it is another one, at most ten times a second", () => {
    const { line, written } = make();
    line.begin(1000);
    for (let test = 0; test < 500; test++) {
      vi.advanceTimersByTime(2);
      line.add(test !== 7);
    }
    expect(written).toHaveLength(10);
    expect(written[9]).toBe("\r\u001b[K499 of 1000 done, 1 failed, 499 tests/s, 2 s left");
    line.end();
    expect(written.slice(10)).toEqual(["\r\u001b[K"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is not drawn again as long as it says the same", () => {
    const { line, written } = make();
    line.begin(5);
    vi.advanceTimersByTime(60_000);
    expect(written).toEqual(["\r\u001b[K0 of 5 done"]);
  });

  it("is gone while something else is written, and comes back", () => {
    const { line, written } = make();
    line.begin(5);
    vi.advanceTimersByTime(100);
    line.clear();
    line.clear();
    vi.advanceTimersByTime(100);
    expect(written).toEqual(["\r\u001b[K0 of 5 done", "\r\u001b[K", "\r\u001b[K0 of 5 done"]);
  });

  it("leaves nothing where a run is over before it was drawn", () => {
    const { line, written } = make();
    line.begin(5);
    line.add(true);
    line.end();
    expect(written).toEqual([]);
  });

  it.each([
    [10, "0 of 5 do"],
    [0, "0 of 5 done"],
  ])("is no longer than a terminal of %i columns is wide", (columns, text) => {
    const { line, written } = make(columns);
    line.begin(5);
    vi.advanceTimersByTime(100);
    expect(written).toEqual([`\r\u001b[K${text}`]);
  });
});
