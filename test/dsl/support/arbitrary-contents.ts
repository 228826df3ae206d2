// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import type { Contents, StringExpression, SymbolRef } from "../../../src/dsl/ast.js";
import { num, quoted, span } from "./arbitrary-values.js";

const type = <T extends string>(name: T) => fc.constant(name);

export const string: fc.Arbitrary<StringExpression> = fc.record({
  type: type("string"),
  span,
  raw: quoted('"'),
  open: fc.boolean(),
});

export const strings = fc.record({
  type: type("concat"),
  span,
  parts: fc.array(string, { minLength: 2, maxLength: 3 }),
});

/** What a packet carries. */
export const contents: fc.Arbitrary<Contents<SymbolRef>> = fc.oneof(
  string,
  strings,
  fc.record({ type: type("pattern"), span, start: num }),
);
