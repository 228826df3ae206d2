// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeBytes, unescapeString } from "../../src/dsl/index.js";

test("bytes survive escaping and back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      const { bytes: again, invalid } = unescapeString(escapeBytes(bytes));
      expect(invalid).toEqual([]);
      expect(Uint8Array.from(again)).toEqual(bytes);
    }),
  );
});

test("what is escaped can stand between quotes, on one line", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      expect(escapeBytes(bytes)).toMatch(/^(?:[ !#-[\]-~]|\\["\\ntr]|\\x[0-9a-f]{2})*$/);
    }),
  );
});

test.each([
  ["", []],
  ["abc", [97, 98, 99]],
  ["é", [0xc3, 0xa9]],
  ["\\n\\r\\t\\\\\\\"\\'", [10, 13, 9, 92, 34, 39]],
  ["\\x41B", [65, 66]],
  ["\\0\\12\\101\\3777", [0, 10, 65, 255, 55]],
  ["\\400", [32, 48]],
])("%s", (raw, bytes) => {
  const found = unescapeString(raw);
  expect([...found.bytes]).toEqual(bytes);
  expect(found.invalid).toEqual([]);
});

test.each([
  ["\\q", [0], [92, 113]],
  ["a\\x4", [1], [97, 92, 120, 52]],
  ["\\", [0], [92]],
])("%s has a backslash that stands for itself", (raw, invalid, bytes) => {
  const found = unescapeString(raw);
  expect([...found.bytes]).toEqual(bytes);
  expect(found.invalid).toEqual(invalid);
});
