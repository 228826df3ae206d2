// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Reassembly } from "../../../src/fuzz/history/reassembly.js";

const HEADER = 20;
const UDP = 17;

/** A piece of a packet of IPv4. */
function piece(packet: Uint8Array, from: number, to: number): Uint8Array {
  const frame = new Uint8Array(HEADER + to - from);
  frame.set([0x45, 0, 0, 0, 0, 7]);
  const isLast = to === packet.length;
  new DataView(frame.buffer).setUint16(6, from / 8 + (isLast ? 0 : 0x2000));
  frame[9] = UDP;
  frame.set(packet.subarray(from, to), HEADER);
  return frame;
}

/** Where a packet of so many times 8 bytes is cut, and in which order the pieces come. */
const cuts = fc
  .tuple(
    fc.integer({ min: 2, max: 30 }),
    fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
    fc.infiniteStream(fc.nat()),
  )
  .map(([words, marks, order]) => {
    const places = [
      0,
      ...marks.slice(0, words - 1).flatMap((mark, at) => (mark % 2 === 0 ? [at + 1] : [])),
      words,
    ];
    const pieces = places.slice(1).map((to, at) => [(places[at] ?? 0) * 8, to * 8] as const);
    const keys = new Map(pieces.map((each) => [each, order.next().value]));
    return [words * 8, [...pieces].sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0))] as const;
  });

describe("reassembly of fragments", () => {
  it("gives the packet once its last piece has come, in any order", () => {
    fc.assert(
      fc.property(cuts, ([length, pieces]) => {
        const packet = Uint8Array.from({ length }, (_, at) => at);
        const reassembly = new Reassembly();
        const results = pieces.map(([from, to]) => reassembly.add(piece(packet, from, to), 0));
        expect(results.slice(0, -1).every((result) => result === undefined)).toBe(true);
        expect(results.at(-1)?.subarray(HEADER)).toEqual(packet);
      }),
    );
  });

  it("forgets the packet if a piece overlaps another, or the last one comes too late", () => {
    const packet = Uint8Array.from({ length: 64 }, (_, at) => at);
    const add = (reassembly: Reassembly, from: number, to: number, timeNs = 0): boolean =>
      reassembly.add(piece(packet, from, to), timeNs) !== undefined;
    const overlapped = new Reassembly();
    expect([add(overlapped, 0, 24), add(overlapped, 16, 40), add(overlapped, 40, 64)]).not.toContain(true);
    // The same again is no overlap.
    const twice = new Reassembly();
    expect([add(twice, 0, 24), add(twice, 8, 24), add(twice, 24, 64)]).toEqual([false, false, true]);
    const late = new Reassembly();
    expect([add(late, 0, 24), add(late, 24, 64, 31e9)]).not.toContain(true);
  });
});
