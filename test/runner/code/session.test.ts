// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { CodeSession } from "../../../src/runner/code/session.js";
import type { PyValue } from "../../../src/runner/code/value.js";

function session(): CodeSession {
  return new CodeSession({
    file: "test.pkt",
    constant: (name) => (name === "TCP_CLOSE" ? 7 : undefined),
    timeoutMs: 60_000,
  });
}

const cwnd = (value: number): ReadonlyMap<string, PyValue> => new Map([["tcpi_snd_cwnd", BigInt(value)]]);

describe("CodeSession", () => {
  it("keeps assignments from block to block, with the variables of each moment", () => {
    const code = session();
    expect(code.run("cwnd = 10", 1, cwnd(10))).toMatchObject({ type: "passed" });
    expect(code.run("print(tcpi_snd_cwnd); cwnd += 1; assert tcpi_snd_cwnd == cwnd", 2, cwnd(11))).toEqual({
      type: "passed",
      output: "11\n",
    });
  });

  it("says which values a failed assertion saw, and where it stands", () => {
    const outcome = session().run(" assert tcpi_snd_cwnd == 10, 'too small'", 5, cwnd(9));
    expect(outcome).toEqual({
      type: "failed",
      output: "",
      message: "AssertionError: too small",
      values: new Map([["tcpi_snd_cwnd", "9"]]),
      range: expect.objectContaining({ start: 8, end: 27 }),
    });
  });

  it("runs all blocks in python3 at the end once one is beyond the subset", () => {
    const code = session();
    code.run("base = 5", 1, cwnd(1));
    expect(code.run("import math; assert math.gcd(base * 2, 4) == 2", 2, cwnd(1))).toMatchObject({
      type: "passed",
    });
    code.run("assert base + tcpi_snd_cwnd == TCP_CLOSE, tcpi_snd_cwnd", 3, cwnd(2));
    expect(code.finish()).toMatchObject({ type: "passed" });
    code.run("\nassert tcpi_snd_cwnd == 4, {'n': tcpi_snd_cwnd}", 4, cwnd(3));
    expect(code.finish()).toMatchObject({ type: "failed", line: 5, message: "AssertionError: {'n': 3}" });
  });

  it("shows the output of waiting blocks once", () => {
    const code = session();
    expect(code.run("print(1)", 1, cwnd(1))).toEqual({ type: "passed", output: "1\n" });
    code.run("print({})", 2, cwnd(1));
    expect(code.finish()).toEqual({ type: "passed", output: "{}\n" });
  });

  it("has nothing left to do when all blocks were evaluated in-process", () => {
    const code = session();
    code.run("assert True", 1, new Map());
    expect(code.finish()).toEqual({ type: "passed", output: "" });
  });
});
