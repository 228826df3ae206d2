// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineReader, lineOfMessage } from "../../../src/runner/pool/lines.js";

describe("LineReader", () => {
  it("puts messages together again, wherever they were cut", () => {
    const messages = fc.array(fc.record({ text: fc.string({ unit: "binary" }), number: fc.integer() }));
    fc.assert(
      fc.property(messages, fc.array(fc.nat()), (sent, cuts) => {
        const text = sent.map(lineOfMessage).join("");
        const places = cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b);
        const reader = new LineReader();
        const pieces = [0, ...places].map((start, index) => text.slice(start, places[index] ?? text.length));
        const lines = pieces.flatMap((piece) => reader.add(piece));
        expect(lines.map((line) => JSON.parse(line))).toEqual(sent);
      }),
    );
  });

  it("keeps a message that is not whole", () => {
    const reader = new LineReader();
    expect(reader.add('{"a":1}\n{"a"')).toEqual(['{"a":1}']);
    expect(reader.add(":2")).toEqual([]);
    expect(reader.add("}\n")).toEqual(['{"a":2}']);
  });
});
