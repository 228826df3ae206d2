// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SCTP_CHUNKS } from "../../../../src/dsl/ast.js";
import { printSctpChunk } from "../../../../src/dsl/print.js";
import { decode } from "../../../../src/inject/wire/decode.js";
import { encode } from "../../../../src/inject/wire/encode.js";
import { crc32c } from "../../../../src/inject/wire/sctp/crc32c.js";
import { genericChunk, readChunk } from "../../../../src/inject/wire/sctp/read.js";
import { writeChunk } from "../../../../src/inject/wire/sctp/write.js";
import { scriptPacket } from "../../script.js";
import { ipv4Header, sctpHeader } from "../arbitrary.js";
import { chunks } from "./arbitrary.js";

describe("crc32c", () => {
  it.each([
    // RFC 3720, appendix B.4
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    [new TextEncoder().encode("123456789"), 0xe3069283],
  ])("of %j", (bytes, expected) => {
    expect(crc32c(bytes, 0, bytes.length)).toBe(expected);
  });

  it("counts the bytes of the field as zeros", () => {
    const bytes = Uint8Array.from({ length: 32 }, (_, i) => (i < 4 || i > 7 ? 0 : 0xaa));
    expect(crc32c(bytes, 0, bytes.length, 4)).toBe(0x8a9136aa);
  });
});

describe("chunks", () => {
  it("are read as they were written", () => {
    fc.assert(
      fc.property(chunks(2), (chunk) => {
        expect(readChunk(writeChunk(chunk)).node).toEqual(chunk);
      }),
      { numRuns: 2000 },
    );
  });

  it("are parsed as they are printed", () => {
    fc.assert(
      fc.property(chunks(2), (chunk) => {
        const text = printSctpChunk(chunk);
        const header = scriptPacket(`> sctp: ${text}`).headers.at(-1);
        const parsed = header?.type === "sctp" ? header.chunks[0] : undefined;
        expect(parsed?.type !== "bytes" && parsed && printSctpChunk(parsed)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it("are written as they were read, whatever they hold", () => {
    const kinds = Object.values(SCTP_CHUNKS).flatMap((entry) => ("code" in entry ? [entry.code] : []));
    const raw = fc.record({
      chunkType: fc.constantFrom<number>(...kinds, 0x3f),
      flags: fc.nat(255),
      value: fc.uint8Array({ maxLength: 60 }),
    });
    fc.assert(
      fc.property(raw, (chunk) => {
        const { node, data } = readChunk(chunk);
        expect(writeChunk(node, data)).toEqual(chunk);
        expect(writeChunk(genericChunk(chunk))).toEqual(chunk);
      }),
      { numRuns: 3000 },
    );
  });

  it("with single bytes changed are still written as they were read", () => {
    fc.assert(
      fc.property(chunks(2), fc.nat(), fc.nat(255), (chunk, at, byte) => {
        const { value, ...raw } = writeChunk(chunk);
        const changed = value.slice();
        if (changed.length > 0) changed[at % changed.length] = byte;
        const { node, data } = readChunk({ ...raw, value: changed });
        expect(writeChunk(node, data)).toEqual({ ...raw, value: changed });
      }),
      { numRuns: 2000 },
    );
  });
});

describe("damaged packets", () => {
  it("are decoded or refused, and come back as they were", () => {
    const packets = fc.tuple(ipv4Header(132), sctpHeader);
    fc.assert(
      fc.property(packets, fc.nat(), fc.nat(255), (headers, at, byte) => {
        const frame = encode({ headers, payload: new Uint8Array(0) });
        frame[at % frame.length] = byte;
        const packet = decode(frame);
        if ("headers" in packet) expect(encode(packet)).toEqual(frame);
      }),
      { numRuns: 1000 },
    );
  });
});
