// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32c } from "../../../../src/inject/wire/crc32c.js";
import type { DccpHeader } from "../../../../src/inject/wire/dccp/header.js";
import type { DccpOption } from "../../../../src/inject/wire/dccp/option.js";
import { dccpOptionBytes, parseDccpOptions } from "../../../../src/inject/wire/dccp/options.js";
import { decode } from "../../../../src/inject/wire/decode.js";
import { isDecodeError } from "../../../../src/inject/wire/decode-error.js";
import { encode } from "../../../../src/inject/wire/encode.js";
import type { Ipv4Header } from "../../../../src/inject/wire/ipv4.js";
import type { Packet } from "../../../../src/inject/wire/packet.js";
import { hex } from "../frames.js";
import { dccpHeader, dccpOption } from "./arbitrary.js";

const IP: Ipv4Header = {
  type: "ipv4",
  tos: 0,
  id: 0,
  flags: 0,
  fragmentOffset: 0,
  ttl: 64,
  protocol: 33,
  source: hex("c0000201"),
  destination: hex("c0a80001"),
  options: hex(""),
};

function decoded(bytes: Uint8Array): Packet {
  const packet = decode(bytes);
  if (isDecodeError(packet)) throw new Error(packet.message);
  return packet;
}

/** The packet with a DCCP header from hex digits, whose checksum is filled in. */
function headerOf(digits: string, payload = ""): DccpHeader | undefined {
  const bytes = encode({ headers: [IP], payload: hex(digits + payload) });
  const last = decoded(bytes).headers.at(-1);
  return last?.type === "dccp" ? last : undefined;
}

describe("headers, RFC 4340 section 5", () => {
  it.each<[string, string, Partial<DccpHeader>]>([
    [
      "Request with a service code",
      "c000 1f90 05 00 0000 01 00 000000000005 5350444c",
      { packetType: 0, extended: true, sequence: 5, service: 0x5350444c },
    ],
    [
      "Response",
      "1f90 c000 07 00 0000 03 00 ffffffffffff 0000 800000000001 00000007",
      { packetType: 1, sequence: 2 ** 48 - 1, acknowledgment: 2 ** 47 + 1, service: 7 },
    ],
    [
      "Data with short numbers",
      "1f90 c000 03 00 0000 04 fffffe",
      { packetType: 2, extended: false, sequence: 0xfffffe },
    ],
    [
      "Ack with short numbers",
      "1f90 c000 04 00 0000 06 000001 00 800000",
      { packetType: 3, extended: false, sequence: 1, acknowledgment: 0x800000 },
    ],
    [
      "DataAck with CCVal and CsCov",
      "1f90 c000 06 f1 0000 09 00 000000000001 0000 000000000002",
      { packetType: 4, ccval: 15, cscov: 1, sequence: 1, acknowledgment: 2 },
    ],
    [
      "Reset",
      "1f90 c000 07 00 0000 0f 00 000000000001 0000 000000000002 05 20 01 02",
      { packetType: 7, reset: { code: 5, data: hex("200102") } },
    ],
    [
      "SyncAck with all reserved bits",
      "1f90 c000 06 00 0000 f3 aa 000000000001 bbcc 000000000002",
      { packetType: 9, reserved: { type: 7, sequence: 0xaa, acknowledgment: 0xbbcc } },
    ],
  ])("%s", (_, digits, fields) => {
    expect(headerOf(digits)).toMatchObject({ type: "dccp", ...fields });
  });

  it("of a type that is reserved are payload", () => {
    const packet = decoded(encode({ headers: [IP], payload: hex("1f90c000 04 00 0000 15 00 000000000001") }));
    expect(packet.headers.map(({ type }) => type)).toEqual(["ipv4"]);
  });

  it.each([
    ["too short for any", "1f90c0000300000004ffff", "truncated"],
    [
      "data offset before the end of the header",
      "1f90 c000 05 00 0000 03 00 000000000001 0000 000000000002",
      "bad-length",
    ],
    ["data offset behind the packet", "1f90 c000 04 00 0000 04 fffffe", "bad-length"],
  ])("%s", (_, digits, code) => {
    const result = decode(encode({ headers: [IP], payload: hex(digits) }));
    expect(result).toMatchObject({ type: "decode-error", code, layer: "dccp", offset: 20 });
  });
});

describe("options", () => {
  it.each<[string, string, DccpOption]>([
    ["padding, 5.8.1", "00", { type: "padding" }],
    ["mandatory, 5.8.2", "01", { type: "mandatory" }],
    ["slow receiver, 11.6", "02", { type: "slow_receiver" }],
    ["reserved single bytes", "1f", { type: "unknown", kind: 31, data: hex("") }],
    ["change L, 6.1", "2005 01 03 02", { type: "change_l", feature: 1, values: hex("0302") }],
    ["confirm R without value, 6.6.7", "2303 c8", { type: "confirm_r", feature: 200, values: hex("") }],
    ["init cookie, 8.1.4", "2404 0a0b", { type: "init_cookie", cookie: hex("0a0b") }],
    ["NDP count, 7.7", "2505 010000", { type: "ndp_count", count: 0x10000, octets: 3 }],
    ["ack vector, 11.4", "2704 02c0", { type: "ack_vector", nonce: 1, cells: hex("02c0") }],
    ["data dropped, 11.7", "2804 00a1", { type: "data_dropped", cells: hex("00a1") }],
    ["timestamp, 13.1", "2906 ffffffff", { type: "timestamp", value: 0xffffffff }],
    [
      "timestamp echo, 13.3",
      "2a08 00000001 0005",
      { type: "timestamp_echo", value: 1, elapsed: { value: 5, octets: 2 } },
    ],
    ["elapsed time, 13.2", "2b06 00010000", { type: "elapsed_time", elapsed: { value: 0x10000, octets: 4 } }],
    ["data checksum, 9.3", "2c06 00000001", { type: "data_checksum", checksum: 1 }],
    ["loss event rate, RFC 4342 8.5", "c006 ffffffff", { type: "loss_event_rate", rate: 0xffffffff }],
    [
      "loss intervals, RFC 4342 8.6",
      "c10c 03 00000a 800002 000009",
      {
        type: "loss_intervals",
        skip: 3,
        intervals: [{ lossless: 10, loss: 2, data: 9, nonce: 1 }],
      },
    ],
    ["receive rate, RFC 4342 8.3", "c206 0000c350", { type: "receive_rate", rate: 50000 }],
    [
      "one of a length that it cannot have",
      "2905 000000",
      { type: "unknown", kind: 41, data: hex("000000") },
    ],
    ["one of CCIDs to come", "8004 0102", { type: "unknown", kind: 128, data: hex("0102") }],
    ["a length that is missing", "2a", { type: "raw", data: hex("2a"), problem: "length byte missing" }],
    ["a length below 2", "2a01", { type: "raw", data: hex("2a01"), problem: "length below 2" }],
    [
      "a length past the header",
      "2a0400",
      { type: "raw", data: hex("2a0400"), problem: "length past the header" },
    ],
  ])("%s", (_, digits, option) => {
    const bytes = hex(digits);
    expect(parseDccpOptions(bytes, 0, bytes.length, () => 0)).toEqual([option]);
    expect(dccpOptionBytes(option)).toEqual(bytes);
  });

  it("are what they were, once they have been on the wire", () => {
    fc.assert(
      fc.property(fc.array(dccpOption, { maxLength: 6 }), (options) => {
        const bytes = Uint8Array.from(options.flatMap((option) => [...dccpOptionBytes(option)]));
        expect(parseDccpOptions(bytes, 0, bytes.length, () => 0)).toEqual(options);
      }),
    );
  });
});

describe("checksums", () => {
  const data: DccpHeader = {
    type: "dccp",
    sourcePort: 1,
    destinationPort: 2,
    packetType: 2,
    extended: true,
    ccval: 0,
    cscov: 0,
    sequence: 1,
    options: [],
  };

  /** The header after the last byte of the payload has been damaged on its way. */
  function damaged(header: DccpHeader): DccpHeader | undefined {
    const bytes = encode({ headers: [IP, header], payload: new Uint8Array(20) });
    bytes[bytes.length - 1] = 1;
    const last = decoded(bytes).headers.at(-1);
    return last?.type === "dccp" ? last : undefined;
  }

  it("cover all data, or so many words of it less one; section 9.2", () => {
    expect(damaged(data)).toHaveProperty("checksum");
    expect(damaged({ ...data, cscov: 1 })).not.toHaveProperty("checksum");
    expect(damaged({ ...data, cscov: 5 })).not.toHaveProperty("checksum");
    expect(damaged({ ...data, cscov: 6 })).toHaveProperty("checksum");
    expect(damaged({ ...data, cscov: 15 })).toHaveProperty("checksum");
  });

  it("of the data tell that it is damaged; section 9.3", () => {
    const header: DccpHeader = {
      ...data,
      cscov: 1,
      options: [{ type: "data_checksum" }, { type: "padding" }, { type: "padding" }],
    };
    expect(decoded(encode({ headers: [IP, header], payload: hex("00") })).headers.at(-1)).toEqual(header);
    expect(damaged(header)?.options[0]).toEqual({ type: "data_checksum", checksum: expect.any(Number) });
  });

  it("CRC-32c, RFC 3720 appendix B.4", () => {
    expect(crc32c(new Uint8Array(32), 0, 32).toString(16)).toBe("aa36918a");
    expect(crc32c(new Uint8Array(32).fill(0xff), 0, 32).toString(16)).toBe("43aba862");
    expect(
      crc32c(
        Uint8Array.from({ length: 32 }, (_, i) => i),
        0,
        32,
      ).toString(16),
    ).toBe("4e79dd46");
  });
});

describe("whole packets", () => {
  it("are what they were, once they have been on the wire", () => {
    fc.assert(
      fc.property(dccpHeader, fc.uint8Array({ maxLength: 80 }), (header, payload) => {
        const packet: Packet = { headers: [IP, header], payload };
        expect(decoded(encode(packet))).toEqual(packet);
      }),
    );
  });

  it("with any bytes changed are decoded to what gives these bytes again, or refused", () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        dccpHeader,
        fc.uint8Array({ maxLength: 40 }),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (header, payload, changes) => {
          const bytes = encode({ headers: [IP, header], payload });
          for (const [at, value] of changes) bytes[20 + (at % (bytes.length - 20))] = value;
          const result = decode(bytes);
          if (!isDecodeError(result)) expect(encode(result)).toEqual(bytes);
        },
      ),
      { numRuns: 500 },
    );
  });
});
