// SPDX-License-Identifier: GPL-2.0
import { fc, kernel, OP, programs, rec, segment, TCP } from "ktest/fuzz";
import { afterAll, expect, it } from "vitest";

const linux = kernel();
afterAll(() => linux.close());

const UNIT = 7; // a socket, and the peer's connection, that the program before has not used
const server = [rec(OP.socket, UNIT), rec(OP.bind, UNIT), rec(OP.listen, UNIT, { a: 1 })];
const syn = segment(UNIT, { flags: TCP.syn, window: 65_535 });
const end = rec(OP.settle, 0, { a: 1_000_000_000 }); // closes all, and 1000 s pass

it("still answers a SYN, whatever has happened before", () => {
  fc.assert(
    fc.property(programs({ protocol: "tcp", maxCommands: 20 }), (program) => {
      fc.pre(program.records.every(({ unit }) => (unit & 7) !== UNIT));
      const records = [...program.records, end, ...server, syn];
      const { observations } = linux.history({ ...program, records });
      const asked = observations.findLastIndex(({ type }) => type === "received");
      const answers = observations
        .slice(asked)
        .flatMap((seen) => (seen.type === "sent" && seen.segment !== undefined ? [seen.segment.flags] : []));
      expect(answers).toEqual([TCP.syn | TCP.ack]);
    }),
    { numRuns: 300, seed: 1 },
  );
});
