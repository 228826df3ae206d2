// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GivenOption, getopt } from "../../../src/cli/packetdrill/getopt.js";
import { PACKETDRILL_OPTIONS } from "../../../src/runner/config/packetdrill-options.js";

const NAMES = [...PACKETDRILL_OPTIONS];

/** An option and the arguments that it may be written as. */
const written = fc
  .constantFrom(...NAMES)
  .chain(([name, { kind, letter }]) => {
    const value = kind === "flag" ? fc.constant("") : fc.stringMatching(/^[a-z0-9=:.,/-]{1,12}$/);
    return value.map((text): { readonly option: GivenOption; readonly forms: readonly string[][] } => ({
      option: { name, value: text },
      forms:
        kind === "flag"
          ? [[`--${name}`], ...(letter === undefined ? [] : [[`-${letter}`]])]
          : [
              [`--${name}=${text}`],
              [`--${name}`, text],
              ...(letter === undefined
                ? []
                : [[`-${letter}`, text], [`-${letter}${text}`], [`-v${letter}${text}`]]),
            ],
    }));
  })
  .chain(({ option, forms }) => fc.constantFrom(...forms).map((args) => ({ option, args })));

const operand = fc.stringMatching(/^[a-z/][a-z0-9./-]{0,8}$/);

describe("getopt", () => {
  it("understands options in every form, before and between operands", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(written, operand)), (parts) => {
        const args = parts.flatMap((part) => (typeof part === "string" ? [part] : part.args));
        const { options, operands } = getopt(args);
        expect(operands).toEqual(parts.filter((part) => typeof part === "string"));
        const wanted = parts.flatMap((part) => {
          if (typeof part === "string") return [];
          const verbose = part.args[0]?.startsWith("-vD") ? [{ name: "verbose", value: "" }] : [];
          return [...verbose, part.option];
        });
        expect(options).toEqual(wanted);
      }),
    );
  });

  it("takes names that are cut short where they stay unique", () => {
    expect(getopt(["--tol", "1"].map((arg) => arg.replace("--tol", "--tolerance_u")))).toEqual({
      options: [{ name: "tolerance_usecs", value: "1" }],
      operands: [],
    });
    expect(() => getopt(["--tol", "1"])).toThrow(
      "option '--tol' is ambiguous; possibilities: '--tolerance_usecs' '--tolerance_percent'",
    );
    expect(getopt(["--wire_server"]).options).toEqual([{ name: "wire_server", value: "" }]);
  });

  it("takes all that follows -- as operands, and a single dash too", () => {
    expect(getopt(["-", "-v", "--", "-v", "--mtu"])).toEqual({
      options: [{ name: "verbose", value: "" }],
      operands: ["-", "-v", "--mtu"],
    });
  });

  it.each([
    [["--mtu"], "option '--mtu' requires an argument"],
    [["--dry_run=yes"], "option '--dry_run' doesn't allow an argument"],
    [["--tolerence_usecs=1"], "unrecognized option '--tolerence_usecs' (did you mean --tolerance_usecs?)"],
    [["-x"], "invalid option -- 'x'"],
    [["-vD"], "option requires an argument -- 'D'"],
  ])("refuses %j", (args, message) => {
    expect(() => getopt(args)).toThrow(message);
  });
});
