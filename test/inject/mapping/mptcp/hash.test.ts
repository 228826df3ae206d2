// SPDX-License-Identifier: GPL-2.0
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { mappingChecksum } from "../../../../src/inject/mapping/mptcp/checksum.js";
import {
  addressHmacOf,
  initialNumberOf,
  joinHmacOf,
  tokenOf,
} from "../../../../src/inject/mapping/mptcp/hash.js";
import { getU32, getU64 } from "../../../../src/inject/wire/bytes.js";

/** Eight characters as the number that their bytes are. */
function number(text: string): bigint {
  return BigInt(`0x${Buffer.from(text, "latin1").toString("hex")}`);
}

describe("hashes of Multipath TCP", () => {
  // key, message and result of the kernel's own test, net/mptcp/crypto_test.c
  it.each([
    ["0b0b0b0b0b0b0b0b", "48692054", "8385e24fb4235ac37556b6b886db106284a1da671699f46db1f235ec622dcafa"],
    ["aaaaaaaaaaaaaaaa", "dddddddd", "2c5e219164ff1dca1c4a92318d847bb6b9d44492984e1eb71aff9022f71046e9"],
    ["0102030405060708", "cdcdcdcd", "e73b9ba9969969cefb04aa0d6df18ec2fcc075b6f23b4d8c4da736a5dbbc6e7d"],
  ])("HMAC of the nonces with the keys %s", (key, message, result) => {
    const keys = [number(key.slice(0, 8)), number(key.slice(8))] as const;
    const nonces = [Number(number(message.slice(0, 4))), Number(number(message.slice(4)))] as const;
    expect(Buffer.from(joinHmacOf(keys, nonces, "sha256")).toString("hex")).toBe(result);
  });

  it.each(["sha1", "sha256"] as const)("token and initial number are the ends of the key's %s", (digest) => {
    const hash = createHash(digest).update(Buffer.from("0000000000000002", "hex")).digest();
    expect(tokenOf(2n, digest)).toBe(getU32(hash, 0));
    expect(initialNumberOf(2n, digest)).toBe(getU64(hash, hash.length - 8));
  });

  it("the HMAC of an address depends on its identifier and its port", () => {
    const address = Uint8Array.of(192, 0, 2, 5);
    const of = (id: number, port: number): bigint => addressHmacOf([1n, 2n], id, address, port);
    expect(new Set([of(1, 0), of(2, 0), of(1, 80), addressHmacOf([2n, 1n], 1, address, 0)]).size).toBe(4);
  });

  it("the checksum of a mapping covers its numbers and the data", () => {
    const zeros = new Uint8Array(10);
    expect(mappingChecksum(1n, 2, 10, zeros)).toBe(0xffff - 13);
    expect(mappingChecksum(1n, 2, 10, Uint8Array.of(1, 0))).toBe(0xffff - 13 - 0x100);
    expect(mappingChecksum(0x1_0000_0000n, 2, 10, zeros)).toBe(0xffff - 13);
  });
});
