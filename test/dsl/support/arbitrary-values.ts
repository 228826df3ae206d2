// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { type HexBytes, NO_SPAN, type SymbolRef } from "../../../src/dsl/ast.js";

export const span = fc.constant(NO_SPAN);

const FIRST = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
const letters = (text: string) => fc.constantFrom(...text);

export const identifier = fc.oneof(
  // words that mean something elsewhere
  fc.constantFrom(
    "ack",
    "win",
    "flags",
    "label",
    "udp",
    "icmp",
    "ipv4",
    "gre",
    "mpls",
    "encap",
    "S",
    "FO",
    "x",
  ),
  fc
    .tuple(letters(FIRST), fc.string({ unit: letters(`${FIRST}0123456789`), maxLength: 8 }))
    .map(([first, rest]) => first + rest),
);

export const symbol: fc.Arbitrary<SymbolRef> = fc.record({
  type: fc.constant("symbol"),
  span,
  name: identifier,
});

/** A number field, now and then as a name. */
export const num: fc.Arbitrary<number | SymbolRef> = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 0xffff_ffff }) },
  { weight: 1, arbitrary: symbol },
);

/** Bytes, now and then as a name that does not look like bytes. */
export const blob: fc.Arbitrary<HexBytes | SymbolRef> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("hex" as const),
      span,
      bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
    }),
  },
  { weight: 1, arbitrary: symbol.filter(({ name }) => !/^(?:[0-9a-fA-F]{2})+$/.test(name)) },
);

/** What can stand between two quotes: no such quote unless after a backslash. */
export function quoted(quote: '"' | "`"): fc.Arbitrary<string> {
  const plain = fc
    .string({ unit: "binary", minLength: 1, maxLength: 6 })
    .filter((text) => !/["`\\\0\ufffd]/.test(text));
  const other = fc.constant(quote === '"' ? "`" : '"');
  const escaped = fc.constantFrom("\\\\", `\\${quote}`, "\\n", "\\x41", "// ", "#", "/*", "%{", "(", "\n");
  return fc.array(fc.oneof(plain, other, escaped), { maxLength: 4 }).map((parts) => parts.join(""));
}

/** Leaves properties out, each with even chances; `required` ones stay. */
export function optionals<T, K extends keyof T>(
  model: { [P in keyof T]: fc.Arbitrary<T[P]> },
  required: K[],
) {
  return fc.record(model, { requiredKeys: required });
}
