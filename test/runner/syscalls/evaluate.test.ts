// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import type { Expression, SystemCall } from "../../../src/dsl/ast.js";
import { bind, parse } from "../../../src/dsl/index.js";
import {
  evaluateAddress,
  evaluateBytes,
  evaluateInt32,
  evaluateInteger,
} from "../../../src/runner/syscalls/evaluate.js";
import { testConstants } from "../helpers/constants.js";

/** The expression as a script has it in the place of an argument. */
function expression(text: string): Expression {
  const { script, diagnostics } = parse(`0 f(${text}) = 0\n`, "test.pkt");
  expect(diagnostics).toEqual([]);
  const call = bind(script).script.events[0]?.action as SystemCall;
  return call.args[0] as Expression;
}

describe("evaluateInteger", () => {
  it.each([
    ["0x10", 16n],
    ["-1", -1n],
    ["SOCK_STREAM|SOCK_NONBLOCK", 2049n],
    ["1 << 4 | 3", 19n],
    ["~0", -1n],
    ["2 + 3 * 4", 14n],
    ["htons(8080)", 0x901fn],
    ["htonl(1)", 0x01000000n],
    ['inet_addr("192.0.2.1")', 0x010200c0n],
    ["NULL", 0n],
    ["18446744073709551615", 18446744073709551615n],
  ])("%s is %d", (text, value) => {
    expect(evaluateInteger(expression(text), testConstants())).toBe(value);
  });

  it("suggests a constant for one that is not known", () => {
    expect(() => evaluateInteger(expression("SO_REUSEADR"), testConstants())).toThrow(
      expect.objectContaining({ code: "unknown-constant", note: "did you mean SO_REUSEADDR?" }),
    );
  });

  it.each(["...", '"text"', "[1]", "{a=1}", "htons(1, 2)", "foo(1)", "1 << 64"])("refuses %s", (text) => {
    expect(() => evaluateInteger(expression(text), testConstants())).toThrow(
      expect.objectContaining({ code: "bad-argument" }),
    );
  });
});

describe("evaluateInt32", () => {
  it("takes int and unsigned int, as the bits of an int", () => {
    const value = (text: string) => evaluateInt32(expression(text), testConstants());
    expect([value("4294967295"), value("-2147483648"), value("EPOLLET")]).toEqual([
      -1, -2147483648, -2147483648,
    ]);
    expect(() => value("4294967296")).toThrow(/does not fit into 32 bits/);
  });
});

describe("evaluateBytes and evaluateAddress", () => {
  it("replace escapes, and join adjacent strings", () => {
    expect(Buffer.from(evaluateBytes(expression('"a\\x00" "b\\n"'))).toString("latin1")).toBe("a\0b\n");
  });

  it("know addresses of both families, and nothing else", () => {
    expect([...evaluateAddress(expression('inet_addr("192.0.2.1")'))]).toEqual([192, 0, 2, 1]);
    expect(evaluateAddress(expression('inet6_addr("::1")'))).toHaveLength(16);
    for (const text of ['inet_addr("::1")', 'inet6_addr("1.2.3.4")'])
      expect(() => evaluateAddress(expression(text))).toThrow(/inet6_addr\(\) for those of IPv6/);
    for (const text of ['inet_addr("host")', "1"])
      expect(() => evaluateAddress(expression(text))).toThrow(/expected an IP address/);
  });
});
