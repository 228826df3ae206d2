// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  emitTcpOptions,
  parseTcpOptions,
  type TcpOption,
  tcpOptionKind,
  tcpOptionLength,
  tcpOptionsLength,
} from "../../../src/inject/wire/tcp-options.js";
import { tcpOption, tcpOptions } from "./arbitrary.js";
import { hex } from "./frames.js";

function parse(digits: string): readonly TcpOption[] {
  const bytes = hex(digits);
  return parseTcpOptions(bytes, 0, bytes.length);
}

function emit(options: readonly TcpOption[]): Uint8Array {
  const bytes = new Uint8Array(tcpOptionsLength(options));
  expect(emitTcpOptions(options, bytes, 0)).toBe(bytes.length);
  return bytes;
}

describe("TCP options", () => {
  it.each<[string, string, TcpOption]>([
    ["end of list", "00", { type: "eol" }],
    ["no operation", "01", { type: "nop" }],
    ["maximum segment size, RFC 9293 3.2", "020405b4", { type: "mss", value: 1460 }],
    ["window scale, RFC 7323 2.2", "030307", { type: "wscale", shift: 7 }],
    ["SACK permitted, RFC 2018 2", "0402", { type: "sackOK" }],
    [
      "SACK, RFC 2018 3",
      "0512 000003e9 000007d1 00000bb9 00000fa1",
      {
        type: "sack",
        blocks: [
          { left: 1001, right: 2001 },
          { left: 3001, right: 4001 },
        ],
      },
    ],
    [
      "timestamps, RFC 7323 3.2",
      "080a 00000064 ffffffff",
      { type: "timestamps", value: 100, echo: 0xffffffff },
    ],
    [
      "MD5, RFC 2385 3",
      "1312 000102030405060708090a0b0c0d0e0f",
      { type: "md5", digest: hex("000102030405060708090a0b0c0d0e0f") },
    ],
    [
      "AO, RFC 5925 2.2",
      "1d08 64 65 a1b2c3d4",
      { type: "ao", keyId: 100, rnextKeyId: 101, mac: hex("a1b2c3d4") },
    ],
    [
      "Fast Open, RFC 7413 4.1.1",
      "2206 abcd1234",
      { type: "fastopen", experimental: false, cookie: hex("abcd1234") },
    ],
    ["Fast Open request", "2202", { type: "fastopen", experimental: false, cookie: hex("") }],
    [
      "Fast Open, experimental",
      "fe06 f989 abcd",
      { type: "fastopen", experimental: true, cookie: hex("abcd") },
    ],
    ["AccECN order 0, RFC 9768 3.2.3", "ac08 000001 000002", { type: "accecn", order: 0, counters: [1, 2] }],
    ["AccECN order 1", "ae0b 000001 000002 ffffff", { type: "accecn", order: 1, counters: [1, 2, 0xffffff] }],
    [
      "MPTCP, RFC 8684 3.1",
      "1e04 0101",
      { type: "mptcp", option: { type: "mp_capable", version: 1, flags: 1, keys: [] } },
    ],
    ["MPTCP of no subtype", "1e04 9001", { type: "unknown", kind: 30, data: hex("9001") }],
    ["an unknown kind", "1f04 0001", { type: "unknown", kind: 31, data: hex("0001") }],
    ["an experiment that is not Fast Open", "fe04 1234", { type: "unknown", kind: 254, data: hex("1234") }],
    ["an experiment without identifier", "fe02", { type: "unknown", kind: 254, data: hex("") }],
  ])("%s", (_name, digits, option) => {
    expect(parse(digits)).toEqual([option]);
    expect(emit([option])).toEqual(hex(digits));
    expect(tcpOptionLength(option)).toBe(hex(digits).length);
    expect(tcpOptionKind(option)).toBe(hex(digits)[0]);
  });

  it.each([
    ["mss of 5 bytes", "0205 05b400", 2],
    ["wscale of 2 bytes", "0302", 3],
    ["sackOK of 3 bytes", "040300", 4],
    ["SACK without a block", "0502", 5],
    ["SACK of half a block", "0506 000003e9", 5],
    ["timestamps of 6 bytes", "0806 00000064", 8],
    ["AO without key identifiers", "1d03 64", 29],
    ["AccECN with a broken counter", "ac04 0001", 172],
  ])("keeps a known kind with an impossible length as it is: %s", (_name, digits, kind) => {
    const options = parse(digits);
    expect(options).toEqual([{ type: "unknown", kind, data: hex(digits).subarray(2) }]);
    expect(emit(options)).toEqual(hex(digits));
  });

  it.each([
    ["length byte missing", "02"],
    ["length below 2", "0801 00"],
    ["length past the header", "080a 00000064"],
  ])("reports bytes that are no option: %s", (problem, digits) => {
    expect(parse(`01${digits}`)).toEqual([{ type: "nop" }, { type: "raw", data: hex(digits), problem }]);
  });

  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(tcpOptions, (options) => {
        const bytes = emit(options);
        expect(parseTcpOptions(bytes, 0, bytes.length)).toEqual(options);
      }),
    );
  });

  it("writes back what it read, whatever the bytes are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(emit(parseTcpOptions(bytes, 0, bytes.length))).toEqual(bytes);
      }),
    );
  });

  it("reads the options of a list one by one", () => {
    fc.assert(
      fc.property(tcpOption, tcpOption, (first, second) => {
        const bytes = emit([first, second]);
        expect(parseTcpOptions(bytes, 0, bytes.length)).toEqual([first, second]);
      }),
    );
  });
});
