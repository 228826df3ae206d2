// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checksumWithout,
  foldChecksum,
  internetChecksum,
  sumWords,
} from "../../../src/inject/wire/checksum.js";
import { hex } from "./frames.js";

describe("Internet checksum", () => {
  it("gives the sum of the example in RFC 1071 section 3", () => {
    const bytes = hex("0001 f203 f4f5 f6f7");
    expect(foldChecksum(sumWords(bytes, 0, bytes.length)) ^ 0xffff).toBe(0xddf2);
  });

  it("is 0 over an IPv4 header that holds its own", () => {
    const header = hex("4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7");
    expect(internetChecksum(header, 0, header.length)).toBe(0);
    expect(checksumWithout(header, 0, header.length, 10)).toBe(0xb861);
  });

  it("pads an odd last byte with zero", () => {
    const bytes = hex("0102 03");
    expect(internetChecksum(bytes, 0, 3)).toBe(~(0x0102 + 0x0300) & 0xffff);
  });

  it("folds carries of a whole 64 KB datagram", () => {
    const bytes = new Uint8Array(65536).fill(0xff);
    expect(internetChecksum(bytes, 0, bytes.length)).toBe(0);
  });

  it("adds up from parts of even length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), (bytes, n) => {
        const cut = bytes.length === 0 ? 0 : 2 * (n % (Math.floor(bytes.length / 2) + 1));
        const parts = sumWords(bytes, cut, bytes.length, sumWords(bytes, 0, cut));
        expect(parts).toBe(sumWords(bytes, 0, bytes.length));
      }),
    );
  });

  it("checks to 0 once it is filled in", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 200 }), (bytes) => {
        const sum = checksumWithout(bytes, 0, bytes.length, 0);
        const filled = Uint8Array.from([sum >>> 8, sum & 0xff, ...bytes.subarray(2)]);
        expect(internetChecksum(filled, 0, filled.length)).toBe(0);
      }),
    );
  });
});
