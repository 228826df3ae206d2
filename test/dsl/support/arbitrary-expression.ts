// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import type { Expression, IntegerExpression, SymbolRef } from "../../../src/dsl/ast.js";
import { string, strings } from "./arbitrary-contents.js";
import { greFieldsWithFlags, mplsEntry } from "./arbitrary-packet.js";
import { identifier, optionals, span } from "./arbitrary-values.js";

type S = SymbolRef;

const type = <T extends string>(name: T) => fc.constant(name);

/** Between -2^63 and 2^64-1; hex is for what is not negative. */
const integer: fc.Arbitrary<IntegerExpression> = fc
  .tuple(
    fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })),
    fc.constantFrom(10 as const, 16 as const),
  )
  .map(([given, radix]): IntegerExpression => {
    const value = Number.isSafeInteger(Number(given)) ? Number(given) : given;
    return {
      type: "integer",
      span: { start: 0, end: 0, line: 0, column: 0 },
      value,
      radix: value < 0 ? 10 : radix,
    };
  });

const leaf: fc.Arbitrary<Expression<S>> = fc.oneof(
  integer,
  string,
  strings,
  fc.record({ type: type("ellipsis"), span }),
  fc.record({ type: type("name"), span, name: identifier }),
  fc.record({ type: type("gre"), span, fields: greFieldsWithFlags }),
  fc.record({ type: type("mpls"), span, entries: fc.array(mplsEntry, { minLength: 1, maxLength: 2 }) }),
);

export const { expression } = fc.letrec<{ expression: Expression<S> }>((tie) => {
  const inner = tie("expression");
  const list = fc.array(inner, { maxLength: 3 });
  const member = optionals({ span, name: identifier, count: inner, value: inner }, ["span", "value"]).map(
    // a count needs a name
    ({ count, ...rest }) => (rest.name === undefined || count === undefined ? rest : { ...rest, count }),
  );
  return {
    expression: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      fc.record({ type: type("unary"), span, operator: fc.constantFrom("-", "~"), operand: inner }),
      fc.record({
        type: type("binary"),
        span,
        operator: fc.constantFrom("|", "^", "&", "<<", ">>", "+", "-", "*"),
        left: inner,
        right: inner,
      }),
      fc.record({ type: type("assign"), span, name: identifier, value: inner }),
      fc.record({ type: type("call"), span, name: identifier, args: list }),
      fc.record({ type: type("array"), span, elements: list }),
      fc.record({ type: type("struct"), span, members: fc.array(member, { maxLength: 3 }) }),
    ),
  };
});
