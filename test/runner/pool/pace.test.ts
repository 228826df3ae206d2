// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { Pace } from "../../../src/runner/pool/pace.js";

const MANY = 1000;

describe("Pace", () => {
  it("gives two tests as long as it does not know how long they take, and leaves no worker alone", () => {
    const pace = new Pace();
    expect(pace.room(0, MANY)).toBe(2);
    expect(pace.room(1, MANY)).toBe(1);
    expect(pace.restMs(2, 100)).toBe(0);
  });

  it("gives many that are short, and leaves the worker alone for less time than they take", () => {
    const pace = new Pace();
    for (let test = 0; test < 20; test++) pace.add(2);
    expect(pace.room(0, MANY)).toBe(30);
    expect(pace.room(10, MANY)).toBe(20);
    expect(pace.restMs(30, 1000)).toBe(20);
    expect(pace.restMs(8, 1000)).toBe(8);
    expect(pace.restMs(2, 1000)).toBe(0);
  });

  it("gives two that are long: others would wait behind them", () => {
    const pace = new Pace();
    pace.add(2);
    pace.add(500);
    expect(pace.room(0, MANY)).toBe(2);
    expect(pace.room(2, MANY)).toBe(0);
    expect(pace.room(20, MANY)).toBe(0);
  });

  it("gives no more than the share, but two", () => {
    const pace = new Pace();
    pace.add(2);
    expect(pace.room(0, 10)).toBe(10);
    expect(pace.room(4, 10)).toBe(6);
    expect(pace.room(0, 1)).toBe(2);
  });

  it("looks at once again when reports are long: the socket would soon be full", () => {
    const pace = new Pace();
    pace.add(2);
    expect(pace.restMs(30, 64_000)).toBe(0);
  });
});
