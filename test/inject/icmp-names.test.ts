// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  icmpCodeName,
  icmpCodeNumber,
  icmpTypeName,
  icmpTypeNumber,
  isIcmpError,
} from "../../src/inject/icmp-names.js";
import { u8 } from "./wire/arbitrary.js";

const family = fc.constantFrom("ipv4" as const, "ipv6" as const);

describe("ICMP names", () => {
  it.each([
    ["ipv4", "unreachable", 3],
    ["ipv6", "unreachable", 1],
    ["ipv4", "echo_request", 8],
    ["ipv6", "echo_request", 128],
    ["ipv6", "packet_too_big", 2],
    ["ipv6", "router_advertisement", 134],
    ["ipv4", "packet_too_big", undefined],
    ["ipv4", "type_40", 40],
    ["ipv4", "type_256", undefined],
    ["ipv4", "type_", undefined],
    ["ipv4", "constructor", undefined],
  ] as const)("%s type %s is %s", (version, name, number) => {
    expect(icmpTypeNumber(version, name)).toBe(number);
  });

  it.each([
    ["ipv4", 3, "frag_needed", 4],
    ["ipv6", 1, "port_unreachable", 4],
    ["ipv6", 1, "net_unreachable", 0],
    ["ipv6", 3, "exceeded_frag_time", 1],
    ["ipv6", 4, "unknown_option", 2],
    ["ipv4", 11, "exceeded_frag_time", undefined],
    ["ipv4", 11, "code_1", 1],
    ["ipv4", 11, "frag_reass_exceeded", 1],
  ] as const)("%s type %i code %s is %s", (version, type, name, number) => {
    expect(icmpCodeNumber(version, type, name)).toBe(number);
  });

  it("tells messages that quote a packet from those that do not", () => {
    expect([3, 11, 12].map((type) => isIcmpError("ipv4", type))).toEqual([true, true, true]);
    expect([0, 8, 13].map((type) => isIcmpError("ipv4", type))).toEqual([false, false, false]);
    expect([1, 4, 128, 129].map((type) => isIcmpError("ipv6", type))).toEqual([true, true, false, false]);
  });

  it("are names for the same numbers, or numbers", () => {
    fc.assert(
      fc.property(family, u8, u8, (version, type, code) => {
        const typeName = icmpTypeName(version, type);
        const codeName = icmpCodeName(version, type, code);
        expect(typeof typeName === "number" ? typeName : icmpTypeNumber(version, typeName)).toBe(type);
        expect(typeof codeName === "number" ? codeName : icmpCodeNumber(version, type, codeName)).toBe(code);
      }),
    );
  });
});
