// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printTcpOption } from "../../../../src/dsl/print.js";
import { isMptcpOption } from "../../../../src/inject/mapping/mptcp/is-mptcp-option.js";
import { optionToAst } from "../../../../src/inject/to-ast/tcp-options.js";
import { emitMptcp } from "../../../../src/inject/wire/mptcp/emit.js";
import { mptcpDataLength } from "../../../../src/inject/wire/mptcp/length.js";
import type { MptcpOption } from "../../../../src/inject/wire/mptcp/option.js";
import { parseMptcp } from "../../../../src/inject/wire/mptcp/parse.js";
import { scriptPacket } from "../../script.js";
import { hex } from "../frames.js";
import { mptcpOption } from "./arbitrary.js";

function parse(bytes: Uint8Array): MptcpOption | undefined {
  return parseMptcp(bytes, 0, bytes.length);
}

function emit(option: MptcpOption): Uint8Array {
  const bytes = new Uint8Array(mptcpDataLength(option));
  emitMptcp(option, bytes, 0);
  return bytes;
}

describe("MPTCP options", () => {
  it.each<[string, string, MptcpOption]>([
    ["MP_CAPABLE of a SYN, RFC 8684 3.1", "01 01", { type: "mp_capable", version: 1, flags: 1, keys: [] }],
    [
      "MP_CAPABLE of a SYN, RFC 6824 3.1",
      "00 81 0000000000000002",
      { type: "mp_capable", version: 0, flags: 0x81, keys: [2n] },
    ],
    [
      "MP_CAPABLE with data and checksum",
      "01 81 0000000000000002 fffffffffffffffe 0064 abcd",
      {
        type: "mp_capable",
        version: 1,
        flags: 0x81,
        keys: [2n, 0xffff_ffff_ffff_fffen],
        dataLength: 100,
        checksum: 0xabcd,
      },
    ],
    [
      "MP_JOIN of a SYN, 3.2",
      "11 05 01020304 0a0b0c0d",
      { type: "mp_join_syn", backup: true, addressId: 5, token: 0x01020304, random: 0x0a0b0c0d },
    ],
    [
      "MP_JOIN of a SYN/ACK",
      "10 05 0102030405060708 0a0b0c0d",
      {
        type: "mp_join_syn_ack",
        backup: false,
        addressId: 5,
        hmac: hex("0102030405060708"),
        random: 0x0a0b0c0d,
      },
    ],
    [
      "MP_JOIN of an ACK",
      "1000 000102030405060708090a0b0c0d0e0f10111213",
      { type: "mp_join_ack", hmac: hex("000102030405060708090a0b0c0d0e0f10111213") },
    ],
    ["DSS with nothing, 3.3", "2000", { type: "dss", fin: false }],
    [
      "DSS with DATA_FIN",
      "20 1f 0000000000000001 fffffffffffffffe 00000000 0001",
      {
        type: "dss",
        fin: true,
        dack: { octets: 8, value: 1n },
        mapping: { dsn: { octets: 8, value: 0xffff_ffff_ffff_fffen }, ssn: 0, length: 1 },
      },
    ],
    [
      "DSS of four octets with a checksum",
      "20 05 00000001 00000002 00000003 0064 1234",
      {
        type: "dss",
        fin: false,
        dack: { octets: 4, value: 1n },
        mapping: { dsn: { octets: 4, value: 2n }, ssn: 3, length: 100, checksum: 0x1234 },
      },
    ],
    [
      "ADD_ADDR, 3.4.1",
      "30 02 c0000205 1f90 0102030405060708",
      {
        type: "add_address",
        version: 1,
        echo: false,
        addressId: 2,
        address: hex("c0000205"),
        port: 8080,
        hmac: 0x0102030405060708n,
      },
    ],
    [
      "its echo",
      "31 02 c0000205",
      { type: "add_address", version: 1, echo: true, addressId: 2, address: hex("c0000205") },
    ],
    [
      "ADD_ADDR, RFC 6824 3.4.1",
      "36 02 20010db8000000000000000000000001",
      {
        type: "add_address",
        version: 0,
        echo: false,
        addressId: 2,
        address: hex("20010db8000000000000000000000001"),
      },
    ],
    ["REMOVE_ADDR, 3.4.2", "40 01 07", { type: "remove_address", addressIds: [1, 7] }],
    ["MP_PRIO, 3.3.8", "51", { type: "mp_prio", backup: true }],
    ["MP_PRIO, RFC 6824 3.3.8", "50 03", { type: "mp_prio", backup: false, addressId: 3 }],
    ["MP_FAIL, 3.7", "6000 0000000000000005", { type: "mp_fail", dsn: 5n }],
    ["MP_FASTCLOSE, 3.5", "7000 0000000000000005", { type: "mp_fastclose", key: 5n }],
    ["MP_TCPRST, 3.6", "81 02", { type: "mp_reset", flags: 1, reason: 2 }],
  ])("%s", (_name, digits, option) => {
    const bytes = hex(digits);
    expect(parse(bytes)).toEqual(option);
    expect(emit(option)).toEqual(bytes);
  });

  it.each([
    ["no subtype", ""],
    ["an experiment", "f0 01"],
    ["a subtype that nobody has", "90 01"],
    ["a reserved bit of a DSS", "21 00"],
    ["a flag of a DSS that is none", "20 20"],
    ["eight octets of no number", "20 02"],
    ["a DSS that is too short", "20 01 0000"],
    ["MP_JOIN of an impossible length", "10 00 00000000"],
    ["a reserved bit of MP_JOIN", "18 05 01020304 0a0b0c0d"],
    ["an ADD_ADDR of version 1 without an HMAC", "30 02 c0000205"],
    ["an ADD_ADDR of version 0 with one", "34 02 c0000205 0102030405060708"],
    ["an address of another version than it says", "36 02 c0000205"],
    ["REMOVE_ADDR of nothing", "40"],
    ["an MP_FAIL that is too long", "6000 0000000000000005 00"],
  ])("has no words for %s", (_name, digits) => {
    expect(parse(hex(digits))).toBeUndefined();
  });

  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(mptcpOption, (option) => {
        expect(parse(emit(option))).toEqual(option);
      }),
    );
  });

  it("writes back what it read, whatever the bytes are", () => {
    const subtype = fc.integer({ min: 0, max: 0xff });
    const any = fc
      .tuple(subtype, fc.uint8Array({ maxLength: 38 }))
      .map(([first, rest]) => Uint8Array.of(first, ...rest));
    fc.assert(
      fc.property(any, (bytes) => {
        const option = parse(bytes);
        if (option) expect(emit(option)).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it("bears a damaged option", () => {
    const damage = fc.tuple(mptcpOption, fc.nat({ max: 1000 }), fc.integer({ min: 1, max: 0xff }));
    fc.assert(
      fc.property(damage, ([option, at, bits]) => {
        const bytes = emit(option);
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ bits;
        const read = parse(bytes);
        if (read) expect(emit(read)).toEqual(bytes);
      }),
    );
  });

  it("prints what can be read as the same option", () => {
    fc.assert(
      fc.property(mptcpOption, (option) => {
        const text = printTcpOption(optionToAst({ type: "mptcp", option }));
        const header = scriptPacket(`> . 1:1(0) ack 1 <${text}>`).headers.at(-1);
        const [read] = header?.type === "tcp" ? (header.options ?? []) : [];
        expect(read && isMptcpOption(read)).toBe(true);
        expect(read && printTcpOption(read)).toBe(text);
      }),
    );
  });
});
