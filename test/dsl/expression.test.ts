// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import { parse, printExpression } from "../../src/dsl/index.js";
import { parseCall } from "./support/parse-one.js";
import { withoutSpans } from "./support/spans.js";

function argument(text: string): unknown {
  const { args } = parseCall(`f(${text}) = 0`);
  expect(args).toHaveLength(1);
  return withoutSpans(args[0]);
}

const integer = (value: number | bigint, radix = 10) => ({ type: "integer", value, radix });
const name = (text: string) => ({ type: "name", name: text });
const call = (fn: string, ...args: unknown[]) => ({ type: "call", name: fn, args });
const string = (raw: string, open = false) => ({ type: "string", raw, open });
const member = (text: string, value: unknown) => ({ name: text, value });

describe("expressions", () => {
  test.each([
    ["...", { type: "ellipsis" }],
    ["-1", integer(-1)],
    ["-0", integer(0)],
    ["007", integer(7)],
    ["0x2", integer(2, 16)],
    ["9007199254740991", integer(9007199254740991)],
    ["9007199254740993", integer(9007199254740993n)],
    ["-9223372036854775808", integer(-9223372036854775808n)],
    ["0xffffffffffffffff", integer(18446744073709551615n, 16)],
    ['"a\\"b"', string('a\\"b')],
    ['"a"...', string("a", true)],
    ['"a" "b"...', { type: "concat", parts: [string("a"), string("b", true)] }],
    ["SOCK_STREAM", name("SOCK_STREAM")],
    ["htons(80)", call("htons", integer(80))],
    ["f()", call("f")],
    ["tcpi_rtt=5", { type: "assign", name: "tcpi_rtt", value: integer(5) }],
    ["[]", { type: "array", elements: [] }],
    ["[1, x=2]", { type: "array", elements: [integer(1), { type: "assign", name: "x", value: integer(2) }] }],
    ["{}", { type: "struct", members: [] }],
    ["{..., 1000}", { type: "struct", members: [{ value: { type: "ellipsis" } }, { value: integer(1000) }] }],
    [
      "{A|B}",
      {
        type: "struct",
        members: [{ value: { type: "binary", operator: "|", left: name("A"), right: name("B") } }],
      },
    ],
    [
      "{onoff=1, linger=0}",
      { type: "struct", members: [member("onoff", integer(1)), member("linger", integer(0))] },
    ],
    [
      "{msg_name(...)=..., msg_iov(1)=[]}",
      {
        type: "struct",
        members: [
          { name: "msg_name", count: { type: "ellipsis" }, value: { type: "ellipsis" } },
          { name: "msg_iov", count: integer(1), value: { type: "array", elements: [] } },
        ],
      },
    ],
    [
      '{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("192.0.2.1")}',
      {
        type: "struct",
        members: [
          member("sa_family", name("AF_INET")),
          member("sin_port", call("htons", integer(80))),
          member("sin_addr", call("inet_addr", string("192.0.2.1"))),
        ],
      },
    ],
    ["{flags [key present], key = 5}", { type: "gre", fields: { flags: 0x2000, key: 5 } }],
    ["{flags=5}", { type: "struct", members: [member("flags", integer(5))] }],
    [
      "{(label 16, tc 0, [S], ttl 64)}",
      { type: "mpls", entries: [{ label: 16, trafficClass: 0, bottom: true, ttl: 64 }] },
    ],
  ])("%s", (text, expected) => {
    expect(argument(text)).toEqual(expected);
  });

  test.each([
    ["a|b|c", "(a|b)|c"],
    ["a|b&c", "a|(b&c)"],
    ["1 + 2 * 3", "1+(2*3)"],
    ["1 - 2 - 3", "(1-2)-3"],
    ["a ^ 1 << 2 + 3", "a^(1<<(2+3))"],
    ["~a|b", "(~a)|b"],
    ["-a * b", "(-a)*b"],
    ["-~a", "-(~(a))"],
  ])("%s groups as %s", (text, grouped) => {
    expect(argument(text)).toEqual(argument(grouped));
  });

  test.each(["(1 + 2) * 3", "1 - (2 - 3)", "-(5)", "~(-5)", "a|(b=1)", "{(x=1)}", "1 - -5", "a|-5", "-x(1)"])(
    "%s is printed with the parentheses that it needs",
    (text) => {
      const [expression] = parseCall(`f(${text}) = 0`).args;
      expect(expression && printExpression(expression)).toBe(text);
    },
  );
});

describe("results", () => {
  test.each([
    ["3", { result: integer(3) }],
    ["...", { result: { type: "ellipsis" } }],
    ["0x2 (flags O_RDWR)", { result: integer(2, 16), note: "flags O_RDWR" }],
    [
      "-1 EAGAIN (Resource temporarily unavailable)",
      { errno: { name: "EAGAIN" }, note: "Resource temporarily unavailable" },
    ],
    ["-1 EPIPE(Broken pipe)", { errno: { name: "EPIPE" }, note: "Broken pipe" }],
    ["-1 EIO (Input/output error)", { errno: { name: "EIO" }, note: "Input/output error" }],
    ["-1 EAGAIN", { errno: { name: "EAGAIN" } }],
    ["-1 (Invalid argument)", { result: integer(-1), note: "Invalid argument" }],
    ["POLLIN|POLLOUT", { result: { type: "binary", left: name("POLLIN"), right: name("POLLOUT") } }],
    ["(f(1))", { result: call("f", integer(1)) }],
  ])("= %s", (text, expected) => {
    expect(withoutSpans(parseCall(`f() = ${text}`))).toMatchObject(expected as object);
  });

  test("the time of the next event is not part of the result", () => {
    const { script } = parse("0 f() = 3\n+0 g() = A\n+0 h() = 5\n* > . 1:1(0)\n", "test.pkt");
    expect(script.events).toHaveLength(4);
  });
});
