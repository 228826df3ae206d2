// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SCTP_CHUNKS, type SctpChunk, sctpFieldValues } from "../../../src/dsl/ast.js";
import { printSctpChunk } from "../../../src/dsl/print.js";
import { expectPacket, inject } from "../../../src/inject/inject.js";
import { Connections } from "../../../src/inject/mapping/connections.js";
import type { Packet } from "../../../src/inject/wire/packet.js";
import { scriptPacket, V4 } from "../script.js";
import { kernelFrame } from "../sctp.js";
import { chunks } from "../wire/sctp/arbitrary.js";

const PORTS = { local: 8080, remote: 49152 };

/** The differences between what the script expects after its INIT and what comes. */
function differences(wanted: string, live: string | Packet): readonly string[] {
  const connections = new Connections(V4);
  inject(connections, scriptPacket("< sctp: INIT[flgs=0, tag=1, a_rwnd=1500, os=1, is=1, tsn=0]"));
  const packet = typeof live === "string" ? kernelFrame(live, V4, PORTS) : live;
  const offer = expectPacket(connections, scriptPacket(wanted)).offer(packet);
  if (offer.type !== "complete") throw new Error(offer.type);
  return offer.differences.map(({ field, expected, actual }) => `${field}: ${expected}, ${actual}`);
}

describe("what is compared", () => {
  it.each([
    ["> sctp: COOKIE_ACK[flgs=0]", "> sctp(tag=1): COOKIE_ACK[flgs=1]", ["sctp.COOKIE_ACK.flgs: 0, 0x01"]],
    ["> sctp: COOKIE_ACK[flgs=0]", "> sctp(tag=3): COOKIE_ACK[flgs=0]", ["sctp.tag: 1, 3"]],
    ["> sctp(tag=3): COOKIE_ACK[flgs=0]", "> sctp(tag=1): COOKIE_ACK[flgs=0]", ["sctp.tag: 3, 1"]],
    ["> sctp: COOKIE_ACK[flgs=0]", "> sctp(tag=1): SHUTDOWN_ACK[flgs=0]", ["sctp: COOKIE_ACK, SHUTDOWN_ACK"]],
    ["> sctp: COOKIE_ACK[flgs=0]", "> sctp(tag=1): COOKIE_ACK[flgs=0]; ERROR[flgs=0]", ["sctp.chunks: 1, 2"]],
    [
      "> sctp: COOKIE_ACK[flgs=0]",
      "> sctp(tag=1, zero_checksum): COOKIE_ACK[flgs=0]",
      ["sctp.checksum: the right one, 0x0"],
    ],
    [
      "> sctp(zero_checksum): COOKIE_ACK[flgs=0]",
      "> sctp(tag=1): COOKIE_ACK[flgs=0]",
      ["sctp.checksum: 0x0, the right one"],
    ],
    [
      "> sctp: ERROR[flgs=0, OUT_OF_RESOURCE[]]; SACK[flgs=0, cum_tsn=1, a_rwnd=..., gaps=[2:3], dups=[]]",
      "> sctp(tag=1): ERROR[flgs=0]; SACK[flgs=0, cum_tsn=2, a_rwnd=7, gaps=[2:4], dups=[1]]",
      [
        "sctp[0].ERROR: OUT_OF_RESOURCE, none",
        "sctp[1].SACK.cum_tsn: 1, 2",
        "sctp[1].SACK.gaps: [2:3], [2:4]",
        "sctp[1].SACK.dups: [], [1]",
      ],
    ],
    [
      "> sctp: RECONFIG[flgs=0, RECONFIG_RESPONSE[resp_sn=1, result=1]]",
      "> sctp(tag=1): RECONFIG[flgs=0, RECONFIG_RESPONSE[resp_sn=1, result=2, sender_next_tsn=0, receiver_next_tsn=0]]",
      [
        "sctp.RECONFIG.RECONFIG_RESPONSE.result: 1, 2",
        "sctp.RECONFIG.RECONFIG_RESPONSE.sender_next_tsn: none, 0",
        "sctp.RECONFIG.RECONFIG_RESPONSE.receiver_next_tsn: none, 0",
      ],
    ],
    [
      "> sctp: FORWARD_TSN[cum_tsn=1, ids=[]]",
      "> sctp(tag=1): FORWARD_TSN[flgs=1, cum_tsn=1, ids=[]]",
      ["sctp.FORWARD_TSN.flgs: none, 0x01"],
    ],
    ["> sctp: FORWARD_TSN[flgs=0, cum_tsn=1, ids=[]]", "> sctp(tag=1): FORWARD_TSN[cum_tsn=1, ids=[]]", []],
    [
      "> sctp: ERROR[flgs=0, CAUSE[code=0x0004, len=4, info=[]]]; CHUNK[type=11, flgs=0, len=4, val=[]]",
      "> sctp(tag=1): ERROR[flgs=0, OUT_OF_RESOURCE[]]; COOKIE_ACK[flgs=0]",
      [],
    ],
    [
      "> sctp: ABORT[flgs=...]",
      "> sctp(tag=1): ABORT[flgs=0, OUT_OF_RESOURCE[]]",
      ["sctp.ABORT: none, OUT_OF_RESOURCE"],
    ],
    ["> sctp: ABORT[flgs=..., ...]", "> sctp(tag=1): ABORT[flgs=0, OUT_OF_RESOURCE[]]", []],
  ])("%s, %s", (wanted, live, expected) => {
    expect(differences(wanted, live)).toEqual(expected);
  });

  it("is the payload, too", () => {
    const live = kernelFrame("> sctp(tag=1): DATA[flgs=BE, len=20, tsn=1, sid=0, ssn=0, ppid=0]", V4, PORTS);
    const last = live.headers.at(-1);
    if (last?.type === "sctp") last.chunks[0]?.value.set([5], 14);
    const wanted = "> sctp: DATA[flgs=BE, len=20, tsn=1, sid=0, ssn=0, ppid=0]";
    expect(differences(wanted, live)).toContain("sctp.DATA payload byte 2: 0x0, 0x5");
  });
});

/** Chunks that open nothing and whose answer needs no T bit. */
const plain = chunks(2).filter(
  ({ type }) => type !== "ABORT" && type !== "SHUTDOWN_COMPLETE" && type !== "INIT" && type !== "INIT_ACK",
);

describe("any chunk", () => {
  it("is what it is", () => {
    fc.assert(
      fc.property(plain, (chunk) => {
        const text = printSctpChunk(chunk);
        expect(differences(`> sctp: ${text}`, `> sctp(tag=1): ${text}`)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("with another number in it is told by the name of the field", () => {
    fc.assert(
      fc.property(plain, fc.nat(), (chunk, pick) => {
        const numbers = sctpFieldValues(chunk, SCTP_CHUNKS[chunk.type]).filter(
          ({ kind, property }) => (kind === "number" || kind === "flags") && property !== "length",
        );
        const part = numbers[pick % Math.max(numbers.length, 1)];
        fc.pre(part !== undefined && typeof part.value === "number" && part.property !== "chunkType");
        // the bit of I_DATA that says which field comes last stays
        const other: SctpChunk = { ...chunk, [part.property]: (Number(part.value) ^ 1) >>> 0 };
        const found = differences(
          `> sctp: ${printSctpChunk(other)}`,
          `> sctp(tag=1): ${printSctpChunk(chunk)}`,
        );
        expect(found).toHaveLength(1);
        expect(found[0]).toContain(`sctp.${chunk.type}.${part.field.name}: `);
      }),
      { numRuns: 300 },
    );
  });
});
