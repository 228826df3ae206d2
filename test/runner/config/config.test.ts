// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "../../../src/dsl/parse.js";
import { formatAddress } from "../../../src/inject/wire/address.js";
import { resolveConfig } from "../../../src/runner/config/config.js";
import { networkOf, prefixLengthOf } from "../../../src/runner/config/prefix.js";
import { selectVariants } from "../../../src/runner/config/select.js";
import { VARIANTS, type VariantName } from "../../../src/runner/config/variant.js";

function variant(name: VariantName) {
  const found = VARIANTS.find((candidate) => candidate.name === name);
  if (found === undefined) throw new RangeError(name);
  return found;
}

const options = (text: string) => parse(`${text}\n0 close(3) = 0\n`, "test.pkt").script.options;

describe("resolveConfig", () => {
  it("has the addresses of the public suites", () => {
    const { network } = resolveConfig(variant("ipv4"), [], {});
    expect([network.local, network.gateway, network.remote].map(formatAddress)).toEqual([
      "192.168.0.1",
      "192.168.0.1",
      "192.0.2.1",
    ]);
    expect(network).toMatchObject({ prefixLength: 16, remotePrefixLength: 32, mtu: 1500 });
    expect(resolveConfig(variant("ipv6"), [], {}).network).toMatchObject({ prefixLength: 48, mtu: 1520 });
  });

  it("prefers the user to the script", () => {
    const config = resolveConfig(variant("ipv4"), options("--tolerance_usecs=6000\n--mtu=1400"), {
      tolerance_usecs: "0",
    });
    expect(config.tolerance).toEqual({ usecs: 0, percent: 0 });
    expect(config.network.mtu).toBe(1400);
  });

  it("prefers the variant to the script, as run_all.py's command line is preferred", () => {
    const lines = options("--local_ip=192.168.7.7\n--mtu=1400");
    expect(formatAddress(resolveConfig(variant("ipv4"), lines, {}).network.local)).toBe("192.168.0.1");
    const { network } = resolveConfig(variant("ipv6"), lines, {});
    expect([formatAddress(network.local), network.mtu]).toEqual(["fd3d:a0b:17d6::1", 1520]);
  });

  it("prefers the script to the variant where the user names the one IP version", () => {
    const user = { ip_version: "ipv4" };
    const { network } = resolveConfig(variant("ipv4"), options("--local_ip=192.168.7.7"), user);
    expect(formatAddress(network.local)).toBe("192.168.7.7");
    expect(() => resolveConfig(variant("ipv4"), options("--local_ip=fd::1"), user)).toThrow(
      "--local_ip=fd::1 is not an IPv4 address",
    );
  });

  it.each([
    ["--tolerance_usec=5", "there is no option --tolerance_usec"],
    ["--mtu=big", "--mtu=big is not a number from 68 to 65535"],
    ["--mtu", "--mtu needs a value"],
    ["--strict_segments=1", "--strict_segments takes no value"],
    ["--netmask_ip=255.0.255.0", "--netmask_ip=255.0.255.0 is not a network mask such as 255.255.0.0"],
  ])("refuses %s", (line, message) => {
    expect(() => resolveConfig(variant("ipv4"), options(line), {})).toThrow(message);
  });
});

describe("selectVariants", () => {
  const names = (...args: Parameters<typeof selectVariants>) =>
    selectVariants(...args).map(({ name }) => name);

  it("runs a script in all variants unless its name or its options say otherwise", () => {
    expect(names("a/close.pkt", [], undefined)).toEqual(["ipv4", "ipv4-mapped-v6", "ipv6"]);
    expect(names("a/basic-v4.pkt", [], undefined)).toEqual(["ipv4", "ipv4-mapped-v6"]);
    expect(names("a/basic-v6.pkt", [], undefined)).toEqual(["ipv6"]);
    expect(names("a/close.pkt", options("--ip_version=ipv4"), undefined)).toEqual(["ipv4"]);
    expect(names("a/close.pkt", options('--ip_version="ipv4-mapped-ipv6"'), undefined)).toEqual([
      "ipv4-mapped-v6",
    ]);
    expect(names("a/close.pkt", [], ["ipv6"])).toEqual(["ipv6"]);
  });
});

describe("prefixes", () => {
  it("networkOf keeps exactly the bits of the prefix", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.nat(32), (address, length) => {
        const bits = (bytes: Uint8Array) =>
          [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
        expect(bits(networkOf(address, length))).toBe(bits(address).slice(0, length).padEnd(32, "0"));
      }),
    );
  });

  it("prefixLengthOf is the inverse of a mask", () => {
    for (let length = 0; length <= 32; length++)
      expect(prefixLengthOf(networkOf(Uint8Array.of(255, 255, 255, 255), length))).toBe(length);
    expect(prefixLengthOf(Uint8Array.of(255, 0, 255, 0))).toBeUndefined();
  });
});
