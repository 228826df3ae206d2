// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeIpv6Options,
  encodeIpv6Options,
  type Ipv6Option,
} from "../../../src/inject/wire/ipv6-options.js";
import { bytesOf, u16 } from "./arbitrary.js";

/** Options that can be told apart from all others once they are on the wire. */
const option: fc.Arbitrary<Ipv6Option> = fc.oneof(
  fc.constant<Ipv6Option>({ type: "pad1" }),
  fc.integer({ min: 2, max: 257 }).map((length): Ipv6Option => ({ type: "padn", length })),
  u16.map((value): Ipv6Option => ({ type: "router_alert", value })),
  bytesOf(16).map((address): Ipv6Option => ({ type: "home_address", address })),
  fc
    .tuple(fc.constantFrom(2, 4, 0x1e, 0x9e, 0xff), fc.uint8Array({ maxLength: 255 }))
    .map(([kind, data]): Ipv6Option => ({ type: "option", kind, data })),
);

describe("options of IPv6", () => {
  it("are read back as they were written", () => {
    fc.assert(
      fc.property(fc.array(option), (options) => {
        expect(decodeIpv6Options(encodeIpv6Options(options))).toEqual(options);
      }),
    );
  });

  it("are bytes as before, or cut off", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const options = decodeIpv6Options(bytes);
        if (options) expect(encodeIpv6Options(options)).toEqual(bytes);
      }),
    );
  });

  it.each([
    ["without length", [5]],
    ["with too little data", [5, 2, 0]],
  ])("are none %s", (_name, bytes) => {
    expect(decodeIpv6Options(Uint8Array.from(bytes))).toBeUndefined();
  });
});
