// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatAddress, parseAddress, unmapped } from "../../../src/inject/wire/address.js";
import { bytesOf } from "./arbitrary.js";
import { hex } from "./frames.js";

describe("IP addresses", () => {
  it.each([
    ["192.0.2.1", "c0000201"],
    ["0.0.0.0", "00000000"],
    ["::", "00000000000000000000000000000000"],
    ["::1", "00000000000000000000000000000001"],
    ["fd3d:a0b:17d6::1", "fd3d0a0b17d600000000000000000001"],
    ["2001:db8:0:1:1:1:1:1", "20010db8000000010001000100010001"],
    ["2001:db8::1:0:0:1", "20010db8000000000001000000000001"],
    ["1::", "00010000000000000000000000000000"],
    ["::ffff:192.0.2.1", "00000000000000000000ffffc0000201"],
  ])("reads and writes %s", (text, digits) => {
    expect(parseAddress(text)).toEqual(hex(digits));
    expect(formatAddress(hex(digits))).toBe(text);
  });

  it.each([
    "",
    "1.2.3",
    "1.2.3.256",
    "1.2.3.4.5",
    "1.2.3.x",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7::8",
    "12345::",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "g::",
  ])("refuses %j", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it("finds the IPv4 address in a mapped one", () => {
    expect(unmapped(hex("00000000000000000000ffffc0000201"))).toEqual(hex("c0000201"));
    for (const other of [
      "00000000000000000001ffffc0000201",
      "00000000000000000000fffec0000201",
      "c0000201",
    ]) {
      expect(unmapped(hex(other))).toEqual(hex(other));
    }
  });

  it("writes what it can read again", () => {
    const word = fc.oneof(
      { weight: 2, arbitrary: fc.constant([0, 0]) },
      bytesOf(2).map((b) => [...b]),
    );
    const sparse = fc
      .array(word, { minLength: 8, maxLength: 8 })
      .map((words) => Uint8Array.from(words.flat()));
    fc.assert(
      fc.property(fc.oneof(bytesOf(4), bytesOf(16), sparse), (address) => {
        expect(parseAddress(formatAddress(address))).toEqual(address);
      }),
    );
  });
});
