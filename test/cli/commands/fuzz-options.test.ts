// SPDX-License-Identifier: GPL-2.0
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addFuzzOptions, type FuzzOptions, hasEnough } from "../../../src/cli/commands/fuzz-options.js";

function optionsOf(...args: readonly string[]): FuzzOptions {
  const command = addFuzzOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: "user" }).opts<FuzzOptions>();
}

describe("options of ktest fuzz", () => {
  it("end a campaign after so many programs, or findings", () => {
    const options = optionsOf("--max-execs", "100", "--max-findings", "2");
    expect(hasEnough(options, 99, 1)).toBe(false);
    expect(hasEnough(options, 100, 0)).toBe(true);
    expect(hasEnough(options, 1, 2)).toBe(true);
    expect(hasEnough(optionsOf(), 1_000_000, 1000)).toBe(false);
  });

  it.each([
    ["--max-findings", "0"],
    ["--max-findings", "1.5"],
    ["--max-execs", "many"],
  ])("refuse %s %s", (name, value) => {
    expect(() => optionsOf(name, value)).toThrow(`'${value}' is invalid`);
  });
});
