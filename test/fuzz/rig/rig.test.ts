// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { rec } from "../../../src/fuzz/commands/command.js";
import { DAMAGE, segment, TCP } from "../../../src/fuzz/commands/tcp/segment.js";
import { ProgramArbitrary } from "../../../src/fuzz/generate/program.js";
import { OP, PEER_PORT } from "../../../src/fuzz/program/operations.js";
import type { Program, Rec } from "../../../src/fuzz/program/program.js";
import { makeRig } from "../support.js";

const rig = makeRig();
afterAll(() => rig.close());

const LISTENER = 0;
const CONNECTION = 1;
const HANDSHAKE: readonly Rec[] = [
  rec(OP.socket, LISTENER),
  rec(OP.bind, LISTENER),
  rec(OP.listen, LISTENER, { a: 5 }),
  segment(CONNECTION, { flags: TCP.syn, window: 65_535, extra: 0xffff_fff0 }),
  segment(CONNECTION, { flags: TCP.ack, window: 65_535 }),
  rec(OP.accept, LISTENER, { a: CONNECTION }),
];

function program(...records: readonly Rec[]): Program {
  return { protocol: "tcp", isIpv6: false, schedule: 0, records };
}

function steps(value: Program): readonly (readonly [number, number])[] {
  return rig
    .run(value)
    .flatMap((event) => (event.type === "step" ? [[event.record, event.ret] as const] : []));
}

describe("a rig", () => {
  it.each([false, true])("opens a connection, and moves data both ways (IPv6: %s)", (isIpv6) => {
    const events = rig.run({
      ...program(
        ...HANDSHAKE,
        segment(CONNECTION, { flags: TCP.ack, length: 1000, window: 65_535 }),
        rec(OP.receive, CONNECTION, { a: 4000 }),
        rec(OP.send, CONNECTION, { a: 500 }),
      ),
      isIpv6,
    });
    const accepted = events.find((event) => event.type === "step" && event.record === 5);
    expect(accepted).toMatchObject({ ret: 4 });
    const [high = 0, low = 0] = accepted?.type === "step" ? accepted.data : [];
    expect(high * 256 + low).toBe(PEER_PORT + CONNECTION);
    const received = events.find((event) => event.type === "step" && event.record === 7);
    expect(received).toMatchObject({ ret: 1000 });
    const frames = events.filter((event) => event.type === "frame");
    const sent = frames.at(-1);
    const injected = events.filter((event) => event.type === "injected").at(-1);
    // The bytes of a stream are the same in both directions.
    expect(sent?.data.slice(-500)).toEqual(injected?.data.slice(-1000, -500));
  });

  it("tells which objects of slab caches are there beyond those at the beginning", () => {
    const told = (...records: readonly Rec[]): string => {
      const last = rig.run(program(...records, rec(OP.memory, 0))).at(-1);
      return last?.type === "step" ? new TextDecoder().decode(last.data) : "";
    };
    const open = told(...HANDSHAKE, segment(2, { flags: TCP.syn, window: 65_535 }));
    // The listener and the connection; and the request of one that is half open.
    expect(open).toMatch(/^TCP 2$/m);
    expect(open).toMatch(/^request_sock_TCP 1$/m);
    // Each buffer by itself, whatever NAPI keeps at hand; holes in between keep them apart.
    const data = [100, 200, 300].map((sequence) =>
      segment(CONNECTION, { flags: TCP.ack, sequence, length: 10, window: 65_535 }),
    );
    const unread = [1, 2, 3].map((count) => told(...HANDSHAKE, ...data.slice(0, count)));
    expect(unread.map((text) => /^skbuff_head_cache (.*)$/m.exec(text)?.[1])).toEqual(["1", "2", "3"]);
    expect(told(...HANDSHAKE, ...data, rec(OP.settle, 0, { a: 1e9 }))).not.toMatch(/TCP|sock|skb/);
  });

  it("takes no segment whose checksum is wrong", () => {
    const damaged = segment(CONNECTION, { flags: TCP.ack | DAMAGE.checksum, length: 100, window: 65_535 });
    expect(steps(program(...HANDSHAKE, damaged, rec(OP.receive, CONNECTION, { a: 400 }))).at(-1)).toEqual([
      7, -11,
    ]);
  });

  it("waits where the task is one that may wait", () => {
    const events = rig.run(
      program(
        rec(OP.socket, LISTENER, { flags: 1 }),
        ...HANDSHAKE.slice(1, 3),
        { ...rec(OP.accept, LISTENER, { a: CONNECTION }), unit: 16 },
        ...HANDSHAKE.slice(3, 5),
      ),
    );
    const accept = events.filter((event) => event.type === "step" && event.record === 3);
    expect(accept.map((event) => event.type === "step" && event.end)).toEqual(["blocked", "returned"]);
    expect(accept[1]).toMatchObject({ ret: 4 });
  });

  it("closes everything when it settles, and tells what is left", () => {
    const settled = program(...HANDSHAKE, rec(OP.settle, 0, { a: 1_000_000_000 }), rec(OP.readFile, 0));
    const last = rig.run(settled).at(-1);
    const text = last?.type === "step" ? new TextDecoder().decode(last.data) : "";
    expect(text).toContain("TCP: inuse 0 orphan 0 tw 0");
  });

  it.each(["tcp", "udp", "sctp"] as const)("runs a program of %s the same way each time", (protocol) => {
    fc.assert(
      fc.property(new ProgramArbitrary({ protocol }), new ProgramArbitrary({ protocol }), (one, other) => {
        const first = rig.run(one);
        rig.run(other);
        expect(rig.run(one)).toEqual(first);
      }),
      { numRuns: 50 },
    );
  });
});
