// SPDX-License-Identifier: GPL-2.0
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SctpParameter } from "../../../../src/dsl/ast.js";
import { expectPacket, inject } from "../../../../src/inject/inject.js";
import { Connections } from "../../../../src/inject/mapping/connections.js";
import {
  associationKey,
  hmacBytes,
  hmacOf,
  keyVector,
} from "../../../../src/inject/mapping/sctp/authentication.js";
import type { SctpHeader } from "../../../../src/inject/wire/sctp/header.js";
import { decoded, scriptPacket, V4 } from "../../script.js";
import { kernelFrame } from "../../sctp.js";

const PORTS = { local: 8080, remote: 49152 };

function parameters(text: string): readonly SctpParameter[] {
  const chunk = inits(`< sctp: INIT[flgs=0, tag=1, a_rwnd=1, os=1, is=1, tsn=0, ${text}]`);
  return chunk.parameters === "any" ? [] : chunk.parameters;
}

function inits(text: string) {
  const header = scriptPacket(text).headers.at(-1);
  const [chunk] = header?.type === "sctp" ? header.chunks : [];
  if (chunk?.type !== "INIT") throw new Error("no INIT");
  return chunk;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
}

describe("the key of an association", () => {
  it("has the three parameters of an end with their headers, in the order of the RFC, without padding", () => {
    const text =
      "REQUESTED_HMAC_ALGORITHM[hmac_ids=[1]], CHUNK_LIST[types=[DATA]], ECN_CAPABLE[], RANDOM[len=6, val=[7, 8]]";
    expect(keyVector(parameters(text))).toEqual(
      Buffer.from(bytesOf("8002 0006 0708  8003 0005 00  8004 0006 0001")),
    );
    expect(keyVector(parameters("CHUNK_LIST[types=[DATA]]"))).toBeUndefined();
  });

  it("begins with the shared key, and the smaller vector follows", () => {
    const [shared, small, large] = [bytesOf("aa"), bytesOf("0102"), bytesOf("0103")];
    expect([...associationKey(shared, large, small)]).toEqual([0xaa, 1, 2, 1, 3]);
    expect([...associationKey(shared, bytesOf("09"), bytesOf("0100"))]).toEqual([0xaa, 9, 1, 0]);
    expect([...associationKey(shared, bytesOf("0001"), bytesOf("01"))]).toEqual([0xaa, 1, 0, 1]);
  });

  it("is the same whichever end computes it", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), fc.uint8Array(), (shared, a, b) => {
        expect(associationKey(shared, a, b)).toEqual(associationKey(shared, b, a));
      }),
    );
  });
});

/** RFC 2202, test case 2, and RFC 4231, test case 2. */
describe("HMACs", () => {
  const key = new TextEncoder().encode("Jefe");
  const data = new TextEncoder().encode("what do ya want for nothing?");

  it.each([
    [1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"],
    [3, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"],
  ])("%s", (id, hex) => {
    const hmac = hmacOf(id, key, data);
    expect(hmac && Buffer.from(hmac).toString("hex")).toBe(hex);
    expect(hmacBytes(id)).toBe(hex.length / 2);
  });

  it("are none of numbers that stand for no function", () => {
    expect(hmacOf(2, key, data)).toBeUndefined();
    expect(hmacBytes(2)).toBeUndefined();
  });
});

const OWN =
  "RANDOM[len=8, val=[1, 2, 3, 4]], CHUNK_LIST[types=[DATA]], REQUESTED_HMAC_ALGORITHM[hmac_ids=[1]]";
const KERNEL =
  "RANDOM[len=8, val=[5, 6, 7, 8]], REQUESTED_HMAC_ALGORITHM[hmac_ids=[1]], CHUNK_LIST[types=[]]";
const OWN_VECTOR = "8002 0008 01020304  8003 0005 00  8004 0006 0001";
const KERNEL_VECTOR = "8002 0008 05060708  8003 0004  8004 0006 0001";

/** An association that the script has opened, with the kernel's numbers 1000 above the script's. */
function established(): Connections {
  const connections = new Connections(V4);
  connections.socket(3, "sctp");
  connections.listen(3);
  connections.setSctpKey(3, 5, bytesOf("beef"));
  inject(connections, scriptPacket(`< sctp: INIT[flgs=0, tag=1, a_rwnd=1500, os=1, is=1, tsn=1, ${OWN}]`));
  const initAck = (tag: number, tsn: number): string =>
    `INIT_ACK[flgs=0, tag=${tag}, a_rwnd=1500, os=1, is=1, tsn=${tsn}, STATE_COOKIE[len=8, val=[1, 2, 3, 4]], ${KERNEL}]`;
  expectPacket(connections, scriptPacket(`> sctp: ${initAck(2, 100)}`)).offer(
    kernelFrame(`> sctp(tag=1): ${initAck(77, 1100)}`, V4, PORTS),
  );
  inject(connections, scriptPacket("< sctp: COOKIE_ECHO[flgs=0, len=..., val=...]"));
  return connections;
}

function injected(connections: Connections, text: string): SctpHeader {
  const header = decoded(inject(connections, scriptPacket(text)).frame).headers.at(-1);
  if (header?.type !== "sctp") throw new Error("no SCTP");
  return header;
}

const DATA = "DATA[flgs=BE, len=18, tsn=1, sid=0, ssn=0, ppid=0]";
/** AUTH with that key and no HMAC yet, and DATA with its padding. */
const signed = (key: string): string =>
  `0f00 001c ${key} 0001 ${"00".repeat(20)}  0003 0012 00000001 0000 0000 00000000 0000 0000`;

function sha1(shared: string, data: string): Uint8Array {
  // the kernel's is the shorter one, so it is the smaller one
  const key = bytesOf(shared + KERNEL_VECTOR + OWN_VECTOR);
  return Uint8Array.from(createHmac("sha1", key).update(bytesOf(data)).digest());
}

describe("an AUTH chunk whose HMAC is open", () => {
  it.each([
    [0, ""],
    [5, "beef"],
  ])("is injected with the right one: key %s", (number, shared) => {
    const { chunks } = injected(
      established(),
      `< sctp: AUTH[flgs=0, key_id=${number}, hmac_id=1, hmac=...]; ${DATA}`,
    );
    expect(chunks[0]?.value.subarray(4)).toEqual(sha1(shared, signed(`000${number}`)));
  });

  it("may have a wrong one, which the script writes", () => {
    const { chunks } = injected(
      established(),
      `< sctp: AUTH[flgs=0, key_id=0, hmac_id=1, hmac=[1, 2]]; ${DATA}`,
    );
    expect([...(chunks[0]?.value ?? [])]).toEqual([0, 0, 0, 1, 1, 2]);
  });

  it.each(["key_id=6, hmac_id=1", "key_id=0, hmac_id=2"])("cannot be injected with %s", (fields) => {
    expect(() => inject(established(), scriptPacket(`< sctp: AUTH[flgs=0, ${fields}, hmac=...]`))).toThrow(
      "the key and the algorithm of this AUTH chunk are not both known: give the bytes of its hmac",
    );
  });

  const hmacList = (hmac: Uint8Array): string => `[${[...hmac].join(", ")}]`;

  it("is compared with the right one when it is expected", () => {
    const data = (tsn: number): string => `DATA[flgs=BE, len=18, tsn=${tsn}, sid=0, ssn=0, ppid=0]`;
    const wanted = `> sctp: AUTH[flgs=0, key_id=5, hmac_id=1, hmac=...]; ${data(100)}`;
    const right = sha1("beef", signed("0005").replace("00000001", "0000044c"));
    const offer = (key: number, hmac: Uint8Array): unknown => {
      const live = `> sctp(tag=1): AUTH[flgs=0, key_id=${key}, hmac_id=1, hmac=${hmacList(hmac)}]; ${data(1100)}`;
      return expectPacket(established(), scriptPacket(wanted)).offer(kernelFrame(live, V4, PORTS));
    };
    expect(offer(5, right)).toMatchObject({ type: "complete", differences: [] });
    const wrong = Uint8Array.from(right, (byte, i) => (i === 3 ? byte ^ 1 : byte));
    expect(offer(5, wrong)).toMatchObject({
      differences: [
        {
          field: "sctp[0].AUTH.hmac",
          expected: Buffer.from(right).toString("hex"),
          actual: Buffer.from(wrong).toString("hex"),
        },
      ],
    });
    // with a key that nobody knows there is nothing to compare
    expect(offer(6, wrong)).toMatchObject({
      differences: [{ field: "sctp[0].AUTH.key_id", expected: "5", actual: "6" }],
    });
  });
});
