// SPDX-License-Identifier: GPL-2.0
import { afterAll, describe, expect, it } from "vitest";
import { rec } from "../../../src/fuzz/commands/command.js";
import { CHUNK, chunk, DATA, PACKET } from "../../../src/fuzz/commands/sctp/chunk.js";
import { OP } from "../../../src/fuzz/program/operations.js";
import type { Rec } from "../../../src/fuzz/program/program.js";
import { optionIndex, sysctlIndex } from "../../../src/fuzz/program/tables.js";
import { framesOf, makeRig, programOf, returnsOf, stepOf } from "../support.js";

const rig = makeRig();
afterAll(() => rig.close());

const LISTENER = 0;
const CONNECTION = 1;
const INIT = { a: 0xffff_fffe, b: 77, low: 0xffff, high: 1, count: 10, upper: 10 };
const SERVER: readonly Rec[] = [
  rec(OP.socket, LISTENER),
  rec(OP.bind, LISTENER),
  rec(OP.listen, LISTENER, { a: 5 }),
  chunk(CONNECTION, CHUNK.init, INIT),
  chunk(CONNECTION, CHUNK.cookieEcho),
  rec(OP.accept, LISTENER, { a: CONNECTION }),
];
const CLIENT: readonly Rec[] = [
  rec(OP.socket, CONNECTION),
  rec(OP.connect, CONNECTION, { a: CONNECTION }),
  chunk(CONNECTION, CHUNK.initAck, INIT),
  chunk(CONNECTION, CHUNK.cookieAck),
];
const WHOLE = DATA.begin | DATA.end;

describe("the SCTP peer", () => {
  it.each([
    ["passive", false, SERVER],
    ["passive", true, SERVER],
    ["active", false, CLIENT],
    ["active", true, CLIENT],
  ] as const)("opens an association (%s, IPv6: %s), and moves messages both ways", (_, isIpv6, opening) => {
    const first = opening.length;
    const events = rig.run({
      ...programOf(
        "sctp",
        ...opening,
        chunk(CONNECTION, CHUNK.data, { low: 1000, flags: DATA.begin }),
        chunk(CONNECTION, CHUNK.data, { low: 500, flags: DATA.end }),
        chunk(CONNECTION, CHUNK.data, { low: 100, high: 3, flags: WHOLE }),
        rec(OP.receive, CONNECTION, { a: 4000 }),
        rec(OP.receive, CONNECTION, { a: 4000 }),
        rec(OP.send, CONNECTION, { a: 600 }),
        chunk(CONNECTION, CHUNK.sack, { b: 65_535 }),
      ),
      isIpv6,
    });
    const sent = events.filter((event) => event.type === "injected").map(({ data }) => data);
    const [one = [], two = []] = sent.slice(-4, -2).map((frame) => [...frame]);
    const message = stepOf(events, first + 3);
    expect(message?.ret).toBe(1500);
    expect([...(message?.data ?? [])]).toEqual([...one.slice(-1000), ...two.slice(-500)]);
    expect(stepOf(events, first + 4)?.ret).toBe(100);
    expect(stepOf(events, first + 5)?.ret).toBe(600);
    // Retransmitted it would be if the SACK had not been right.
    const frame = framesOf(events).at(-1) ?? new Uint8Array();
    expect(frame.length).toBe((isIpv6 ? 40 : 20) + 12 + 16 + 600);
    expect(frame.slice(-600)).not.toEqual(frame.slice(-1200, -600));
  });

  it("has a one-to-many socket open an association by a message", () => {
    const returns = returnsOf(
      rig.run(
        programOf(
          "sctp",
          rec(OP.socket, LISTENER, { a: 1 }),
          rec(OP.bind, LISTENER),
          rec(OP.listen, LISTENER, { a: 1 }),
          rec(OP.send, LISTENER, { a: 100, b: CONNECTION + 1 }),
          chunk(CONNECTION, CHUNK.initAck, INIT),
          chunk(CONNECTION, CHUNK.cookieAck),
          chunk(CONNECTION, CHUNK.data, { low: 40, flags: WHOLE }),
          rec(OP.receive, LISTENER, { a: 400 }),
        ),
      ),
    );
    expect(returns).toEqual([3, 0, 0, 100, 40]);
  });

  it("puts chunks that wait in front of the next one, and nothing that is damaged counts", () => {
    const damaged = [PACKET.crc, PACKET.wrongTag, PACKET.noTag].map((packet) =>
      chunk(CONNECTION, CHUNK.data, { packet: packet | PACKET.uncounted, low: 10, flags: WHOLE }),
    );
    const returns = returnsOf(
      rig.run(
        programOf(
          "sctp",
          ...SERVER,
          ...damaged,
          rec(OP.receive, CONNECTION, { a: 400 }),
          chunk(CONNECTION, CHUNK.data, { packet: PACKET.waits, low: 20, flags: WHOLE }),
          chunk(CONNECTION, CHUNK.data, { packet: PACKET.waits, low: 30, flags: WHOLE }),
          rec(OP.receive, CONNECTION, { a: 400 }),
          chunk(CONNECTION, CHUNK.heartbeat, { low: 8 }),
          rec(OP.receive, CONNECTION, { a: 400 }),
          rec(OP.receive, CONNECTION, { a: 400 }),
        ),
      ),
    );
    expect(returns.slice(4)).toEqual([-11, -11, 20, 30]);
  });

  it.each([false, true])("shuts an association down (by the kernel: %s), and nothing is left", (isKernel) => {
    const last = isKernel
      ? [rec(OP.close, CONNECTION), chunk(CONNECTION, CHUNK.shutdownAck)]
      : [chunk(CONNECTION, CHUNK.shutdown), chunk(CONNECTION, CHUNK.shutdownComplete)];
    const events = rig.run(
      programOf(
        "sctp",
        ...SERVER,
        chunk(CONNECTION, CHUNK.heartbeat, { low: 8 }),
        ...last,
        rec(OP.receive, CONNECTION, { a: 10 }),
        chunk(CONNECTION, CHUNK.heartbeat, { low: 8 }),
      ),
    );
    const types = framesOf(events).map((frame) => frame[32]);
    const end = isKernel ? [CHUNK.shutdown, CHUNK.shutdownComplete] : [CHUNK.shutdownAck];
    // The last heartbeat is out of the blue.
    expect(types.slice(-end.length - 2)).toEqual([CHUNK.heartbeatAck, ...end, CHUNK.abort]);
  });

  it("restarts an association with a new cookie, and goes on with new numbers", () => {
    const events = rig.run(
      programOf(
        "sctp",
        ...SERVER,
        chunk(CONNECTION, CHUNK.data, { low: 10, flags: WHOLE }),
        chunk(CONNECTION, CHUNK.init, { ...INIT, a: 5000, b: 78 }),
        chunk(CONNECTION, CHUNK.cookieEcho),
        chunk(CONNECTION, CHUNK.data, { low: 20, flags: WHOLE }),
        rec(OP.receive, CONNECTION, { a: 400 }),
        rec(OP.receive, CONNECTION, { a: 400 }),
      ),
    );
    expect(returnsOf(events).slice(-2)).toEqual([10, 20]);
  });

  it("interleaves messages where both sides can", () => {
    const interleave = rec(OP.setOption, LISTENER, {
      a: optionIndex("SCTP_INTERLEAVING_SUPPORTED"),
      flags: 8,
      c: 1,
    });
    const level = rec(OP.setOption, LISTENER, { a: optionIndex("SCTP_FRAGMENT_INTERLEAVE"), b: 2 });
    const [socket, ...others] = SERVER;
    if (socket === undefined) throw new Error("no socket");
    const allowed = rec(OP.sysctl, 0, { a: sysctlIndex("sctp/intl_enable"), b: 1 });
    const opening = [allowed, socket, level, interleave, ...others].map((record) =>
      record.op === OP.chunk && (record.flags & 0xff) === CHUNK.init ? { ...record, e: 96 } : record,
    );
    const events = rig.run(
      programOf(
        "sctp",
        ...opening,
        chunk(CONNECTION, CHUNK.data, { low: 100, high: 1, flags: DATA.begin }),
        chunk(CONNECTION, CHUNK.data, { low: 50, high: 2, flags: WHOLE }),
        chunk(CONNECTION, CHUNK.data, { low: 100, high: 1, flags: DATA.end }),
        rec(OP.receive, CONNECTION, { a: 4000 }),
        rec(OP.receive, CONNECTION, { a: 4000 }),
      ),
    );
    const injected = events.filter((event) => event.type === "injected");
    expect(injected.slice(-3).map(({ data }) => data[32])).toEqual([CHUNK.iData, CHUNK.iData, CHUNK.iData]);
    expect(returnsOf(events).slice(-2)).toEqual([50, 200]);
  });
});
