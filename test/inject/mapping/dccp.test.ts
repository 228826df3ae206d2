// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DccpHeader as ScriptHeader } from "../../../src/dsl/ast.js";
import { DccpClock, DccpNumbers } from "../../../src/inject/mapping/dccp.js";
import { add48, extend24, shorten, subtract48 } from "../../../src/inject/mapping/sequence48.js";
import type { DccpHeader } from "../../../src/inject/wire/dccp/header.js";
import { DCCP_TYPE } from "../../../src/inject/wire/dccp/layout.js";
import { scriptPacket } from "../script.js";
import { u32 } from "../wire/arbitrary.js";

const TWO_POW_48 = 2 ** 48;
const u48 = fc.oneof(
  fc.integer({ min: 0, max: TWO_POW_48 - 1 }),
  fc.constantFrom(0, 1, 2 ** 24 - 1, 2 ** 24, TWO_POW_48 - 2 ** 24, TWO_POW_48 - 1),
);

function script(text: string): ScriptHeader {
  const header = scriptPacket(`> dccp ${text}`).headers.at(-1);
  if (header?.type !== "dccp") throw new Error(`no DCCP: ${text}`);
  return header;
}

function live(packetType: number, sequence: number, fields: Partial<DccpHeader> = {}): DccpHeader {
  const header = { sourcePort: 1, destinationPort: 2, ccval: 0, cscov: 0, options: [] };
  return { type: "dccp", ...header, packetType, sequence, extended: true, ...fields };
}

/** Numbers of a connection whose first packet the script calls `seq 0`. */
function opened(iss: number): DccpNumbers {
  const numbers = new DccpNumbers();
  numbers.learn(script("Request seq 0 service 1"), live(DCCP_TYPE.REQUEST, iss));
  return numbers;
}

describe("sequence numbers of 48 bits", () => {
  it("are added and subtracted modulo 2^48", () => {
    fc.assert(
      fc.property(u48, u48, (a, b) => {
        expect(subtract48(add48(a, b), b)).toBe(a);
        expect(BigInt(add48(a, b))).toBe((BigInt(a) + BigInt(b)) % BigInt(TWO_POW_48));
      }),
    );
  });

  it("are told from their lower 24 bits, if they are near: RFC 4340 section 7.6", () => {
    const offset = fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 });
    fc.assert(
      fc.property(u48, offset, (reference, off) => {
        const number = add48(reference, off < 0 ? TWO_POW_48 + off : off);
        expect(extend24(shorten(number), reference)).toBe(number);
      }),
    );
  });
});

describe("DccpNumbers", () => {
  it("has the kernel's numbers as they are until it knows what the script calls them", () => {
    const numbers = new DccpNumbers();
    expect(numbers.localToScript(12345, true)).toBe(12345);
    expect(numbers.localToLive(12345)).toBe(12345);
  });

  it("counts from the kernel's Request or Response, and turns back what it turned", () => {
    fc.assert(
      fc.property(u48, u48, (iss, number) => {
        const numbers = opened(iss);
        expect(numbers.localToScript(iss, true)).toBe(0);
        expect(numbers.localToScript(numbers.localToLive(number), true)).toBe(number);
      }),
    );
  });

  it("does not learn from a packet that opens nothing, nor from a second one", () => {
    const numbers = new DccpNumbers();
    numbers.learn(script("Ack seq 7 ack 0"), live(DCCP_TYPE.ACK, 1000));
    expect(numbers.localToScript(1000, true)).toBe(1000);
    numbers.learn(script("Response seq 3 ack 0 service 1"), live(DCCP_TYPE.RESPONSE, 1003));
    numbers.learn(script("Response seq 9 ack 0 service 1"), live(DCCP_TYPE.RESPONSE, 1004));
    expect(numbers.localToScript(1004, true)).toBe(4);
  });

  it("learns anew after the kernel has opened another connection", () => {
    const numbers = opened(1000);
    numbers.restart();
    numbers.learn(script("Request seq 5 service 1"), live(DCCP_TYPE.REQUEST, 70));
    expect(numbers.localToScript(71, true)).toBe(6);
  });

  it("takes a number with ! as it is on the wire", () => {
    const numbers = new DccpNumbers();
    numbers.learn(script("Request seq 1000! service 1"), live(DCCP_TYPE.REQUEST, 1000));
    expect(numbers.localToLive(1001)).toBe(1001);
  });

  it("tells short numbers of the kernel by the last long one", () => {
    const iss = 5 * 2 ** 24 - 2;
    const numbers = opened(iss);
    expect(numbers.localToScript(shorten(iss + 3), false)).toBe(3);
    numbers.learn(script("Ack seq 20000000 ack 0"), live(DCCP_TYPE.ACK, iss + 20_000_000));
    expect(numbers.localToScript(shorten(iss + 20_000_001), false)).toBe(20_000_001);
  });

  it("does not take a short number for a long one", () => {
    const numbers = opened(2 ** 40);
    numbers.learn(script("Data short seq 1"), live(DCCP_TYPE.DATA, 1, { extended: false }));
    expect(numbers.localToScript(2, false)).toBe(2);
  });

  it("leaves the script's numbers as they are, and tells short ones by the last that was injected", () => {
    const numbers = opened(1000);
    expect(numbers.remoteToScript(2 ** 40, true)).toBe(2 ** 40);
    numbers.injects(2 ** 40 + 5);
    expect(numbers.remoteToScript(6, false)).toBe(2 ** 40 + 6);
  });
});

describe("DccpClock", () => {
  it("is what the first timestamp makes it, for all connections that follow it", () => {
    const clock = new DccpClock();
    const [first, second] = [new DccpNumbers(), new DccpNumbers()];
    first.follow(clock);
    second.follow(clock);
    expect(second.clockToLive(100)).toBeUndefined();
    first.learn(
      script("Response seq 0 ack 0 service 1 <timestamp 100>"),
      live(DCCP_TYPE.RESPONSE, 1, { options: [{ type: "timestamp", value: 7000 }] }),
    );
    first.learn(
      script("Ack seq 1 ack 0 <timestamp 900>"),
      live(DCCP_TYPE.ACK, 2, { options: [{ type: "timestamp", value: 7001 }] }),
    );
    expect(second.clockToScript(7005)).toBe(105);
    expect(second.clockToLive(105)).toBe(7005);
  });

  it("goes around, 32 bits wide", () => {
    fc.assert(
      fc.property(u32, u32, u32, (name, start, value) => {
        const clock = new DccpClock();
        clock.learn(name, start);
        expect(clock.toScript(start)).toBe(name);
        expect(clock.toLive(clock.toScript(value))).toBe(value);
      }),
    );
  });
});
