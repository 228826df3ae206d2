// SPDX-License-Identifier: GPL-2.0
import { afterAll, describe, expect, it } from "vitest";
import { rec } from "../../../src/fuzz/commands/command.js";
import { type History, historyOf } from "../../../src/fuzz/history/history.js";
import { withoutIgnored } from "../../../src/fuzz/oracles/ignored.js";
import { judge } from "../../../src/fuzz/oracles/index.js";
import { OP } from "../../../src/fuzz/program/operations.js";
import type { Rec } from "../../../src/fuzz/program/program.js";
import { makeRig } from "../support.js";

const rig = makeRig();
afterAll(() => rig.close());

const BOUND: readonly Rec[] = [rec(OP.socket, 0), rec(OP.bind, 0)];
const DATAGRAM = rec(OP.datagram, 1, { a: 3000, d: 1 });
const RECEIVE = rec(OP.receive, 0, { a: 65_536 });
const EAGAIN = -11;

function run(isIpv6: boolean, ...records: readonly Rec[]): History {
  const program = { protocol: "udp", isIpv6, schedule: 0, records: [...BOUND, ...records] } as const;
  return historyOf(program, rig.startNs, rig.run(program));
}

function returns({ observations }: History, op: number): readonly number[] {
  return observations.flatMap((seen) => (seen.type === "call" && seen.rec.op === op ? [seen.ret] : []));
}

/** What is received of a datagram whose packet comes so. */
function received(isIpv6: boolean, flags: number, more: Partial<Rec> = {}): readonly number[] {
  const history = run(isIpv6, rec(OP.fragments, 0, { flags, b: 496, ...more }), DATAGRAM, RECEIVE);
  expect(judge(history)).toBeUndefined();
  return returns(history, OP.receive);
}

describe.each([false, true])("packets below the transport (IPv6: %s)", (isIpv6) => {
  it.each([
    ["in order", 0, {}, 3000],
    ["backwards", 1, {}, 3000],
    ["in another order", 0, { d: 12_345 }, 3000],
    ["with one that comes twice", 2, {}, 3000],
    ["with one that overlaps", 4, {}, EAGAIN],
    ["with one that overlaps, from the end on", 5, {}, EAGAIN],
    ["without one", 16, {}, EAGAIN],
    ["beyond the longest packet", 32, {}, EAGAIN],
    ["with the last one too late", 0, { c: 70_000_000 }, EAGAIN],
    ["with two ends", 128, {}, EAGAIN],
    // The first of two would be no fragment, but a packet that is too short.
    ["with two ends, were there more of them", 128, { b: 1600 }, 3000],
  ] as const)("come in fragments: %s", (_, flags, more, expected) => {
    expect(received(isIpv6, flags, more)).toEqual([expected]);
  });

  it("come in fragments that were whole before", () => {
    const again = rec(OP.fragments, 0, { a: 1, b: 64 });
    const history = run(isIpv6, DATAGRAM, again, RECEIVE, RECEIVE, RECEIVE);
    expect(returns(history, OP.receive)).toEqual([3000, 3000, EAGAIN]);
    expect(judge(history)).toBeUndefined();
  });

  it("are ignored if the IP header is wrong", () => {
    for (let kind = 0; kind < 7; kind++) {
      const history = run(isIpv6, DATAGRAM, RECEIVE, rec(OP.damaged, 0, { b: kind }), RECEIVE);
      expect(returns(history, OP.receive)).toEqual([3000, EAGAIN]);
      expect(withoutIgnored(history.program)?.records.some(({ op }) => op === OP.damaged)).toBe(false);
    }
  });

  it("have options or extension headers, which the datagram does not show", () => {
    const taken = Array.from({ length: 12 }, (_, a) => {
      const history = run(isIpv6, rec(OP.options, 0, { a }), DATAGRAM, RECEIVE);
      expect(judge(history)).toBeUndefined();
      return returns(history, OP.receive)[0] === 3000;
    });
    expect(taken).toEqual(
      isIpv6
        ? [true, true, true, true, false, false, true, true, false, false, false, false]
        : [true, true, true, true, true, true, true, false, false, false, false, false],
    );
  });

  it("ask for echoes, whole or in fragments", () => {
    const echo = rec(OP.echo, 0, { a: 1001, b: 77 });
    const bad = rec(OP.echo, 0, { a: 1001, b: 77, flags: 1 });
    const history = run(isIpv6, echo, bad, rec(OP.fragments, 0, { b: 496 }), echo);
    const sent = history.observations.filter(({ type }) => type === "sent");
    expect(sent).toHaveLength(2);
    expect(judge(history)).toBeUndefined();
    const observations = history.observations.map((seen) => {
      if (seen !== sent[1] || seen.type !== "sent") return seen;
      const frame = Uint8Array.from(seen.frame);
      frame[frame.length - 1] = (frame.at(-1) ?? 0) ^ 1;
      return { ...seen, frame };
    });
    expect(judge({ ...history, observations })).toMatchObject({ oracle: "echo" });
  });
});
