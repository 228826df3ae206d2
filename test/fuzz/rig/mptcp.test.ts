// SPDX-License-Identifier: GPL-2.0
import { afterAll, describe, expect, it } from "vitest";
import { rec } from "../../../src/fuzz/commands/command.js";
import {
  BACKUP,
  CAPABLE,
  DSS,
  MPTCP,
  option,
  SUBTYPE,
  SYN,
} from "../../../src/fuzz/commands/mptcp/segment.js";
import { segment, TCP } from "../../../src/fuzz/commands/tcp/segment.js";
import { OP } from "../../../src/fuzz/program/operations.js";
import type { Rec } from "../../../src/fuzz/program/program.js";
import { pattern } from "../../../src/inject/wire/pattern.js";
import { framesOf, makeRig, programOf, returnsOf, stepOf } from "../support.js";

const rig = makeRig();
afterAll(() => rig.close());

const LISTENER = 0;
const CONNECTION = 1;
const SECOND = 2;
const EAGAIN = -11;
const RST = 4;
const MAPPED = { window: 512, bits: DSS.mapping | DSS.ack };

function capable(flags: number, bits = 0): Rec {
  const common = SYN.mss | SYN.scale;
  return option(CONNECTION, SUBTYPE.capable, {
    flags,
    window: 65_535,
    bits: bits | common,
    extra: 0xffff_ff00,
  });
}

function server(bits = 0): readonly Rec[] {
  return [
    rec(OP.socket, LISTENER),
    rec(OP.bind, LISTENER),
    rec(OP.listen, LISTENER, { a: 5 }),
    capable(TCP.syn, bits),
    option(CONNECTION, SUBTYPE.capable, { flags: TCP.ack, window: 512, bits: bits & CAPABLE.checksum }),
    rec(OP.accept, LISTENER, { a: CONNECTION }),
  ];
}
const CLIENT: readonly Rec[] = [
  rec(OP.socket, CONNECTION),
  rec(OP.connect, CONNECTION, { a: CONNECTION }),
  capable(TCP.syn | TCP.ack),
];

function data(unit: number, length: number, number = 0): Rec {
  return option(unit, SUBTYPE.dss, { ...MAPPED, flags: TCP.ack, length, number });
}
const RECEIVE = rec(OP.receive, CONNECTION, { a: 4000 });

function join(wrong = 0): readonly Rec[] {
  return [
    option(SECOND, SUBTYPE.join, {
      flags: TCP.syn,
      window: 65_535,
      bits: SYN.mss | SYN.scale | BACKUP,
      identifier: 3,
      second: CONNECTION,
      number: 77,
    }),
    option(SECOND, SUBTYPE.join, { flags: TCP.ack | wrong, window: 512 }),
  ];
}

/** Of the peer's port and TCP flags of what the kernel has sent over IPv4. */
function lastSent(frames: readonly Uint8Array[]): readonly number[] {
  const frame = frames.at(-1) ?? new Uint8Array();
  return [((frame[22] ?? 0) << 8) | (frame[23] ?? 0), frame[33] ?? 0];
}

describe("the MPTCP peer", () => {
  it.each([
    ["passive", false, server()],
    ["passive", true, server()],
    // Numbers whose lower halves begin anew after some kB.
    ["passive", false, server(CAPABLE.key)],
    ["passive, with checksums", false, server(CAPABLE.checksum)],
    ["active", false, CLIENT],
    ["active", true, CLIENT],
  ] as const)("opens a connection (%s, IPv6: %s), and moves data both ways", (_, isIpv6, opening) => {
    const first = opening.length;
    const program = programOf(
      "mptcp",
      ...opening,
      data(CONNECTION, 1000),
      // What comes too early waits.
      data(CONNECTION, 100, 50),
      data(CONNECTION, 50),
      RECEIVE,
      rec(OP.send, CONNECTION, { a: 600 }),
      option(CONNECTION, SUBTYPE.dss, { flags: TCP.ack, window: 512, bits: DSS.ack }),
      rec(OP.advance, 0, { a: 10_000_000 }),
    );
    const events = rig.run({ ...program, isIpv6 });
    const received = stepOf(events, first + 3);
    expect(received?.ret).toBe(1150);
    expect([...(received?.data ?? [])]).toEqual([...pattern(0, 1150)]);
    expect(stepOf(events, first + 4)?.ret).toBe(600);
    // Were the data acknowledgment not right, it would be sent again.
    const long = framesOf(events).filter((frame) => frame.length > 600);
    expect(long).toHaveLength(1);
    expect([...(long[0] ?? []).slice(-600)]).toEqual([...pattern(0, 600)]);
  });

  it("joins a second subflow with the right HMAC, and sends data on both", () => {
    const program = programOf(
      "mptcp",
      ...server(),
      data(CONNECTION, 100),
      ...join(),
      data(SECOND, 200),
      data(CONNECTION, 300),
      RECEIVE,
    );
    const received = returnsOf(rig.run(program)).at(-1);
    expect(received).toBe(600);
  });

  it("is refused with a wrong HMAC", () => {
    const program = programOf("mptcp", ...server(), data(CONNECTION, 100), ...join(MPTCP.wrong));
    const [port = 0, flags = 0] = lastSent(framesOf(rig.run(program)));
    expect([port, flags & RST]).toEqual([40_000 + SECOND, RST]);
  });

  it.each([
    ["an overlap", [data(CONNECTION, 100), data(CONNECTION, 100, -40), RECEIVE], 160],
    [
      "data that is damaged",
      [option(CONNECTION, SUBTYPE.dss, { ...MAPPED, flags: TCP.ack | MPTCP.checksum, length: 9 }), RECEIVE],
      EAGAIN,
    ],
    [
      "data beyond the window",
      [
        data(CONNECTION, 100),
        RECEIVE,
        option(CONNECTION, SUBTYPE.dss, {
          ...MAPPED,
          flags: TCP.ack | MPTCP.dataUncounted,
          length: 9,
          number: 1_000_000,
        }),
        RECEIVE,
      ],
      EAGAIN,
    ],
    [
      "a DATA_FIN",
      [
        option(CONNECTION, SUBTYPE.dss, { flags: TCP.ack, window: 512, bits: MAPPED.bits | DSS.fin }),
        RECEIVE,
      ],
      0,
    ],
    [
      "a wrong checksum",
      [option(CONNECTION, SUBTYPE.dss, { ...MAPPED, flags: TCP.ack | MPTCP.wrong, length: 9 }), RECEIVE],
      9,
    ],
  ] as const)("knows %s", (_, records, expected) => {
    expect(returnsOf(rig.run(programOf("mptcp", ...server(), ...records))).at(-1)).toBe(expected);
  });

  it("speaks TCP where there is no option", () => {
    const program = programOf(
      "mptcp",
      ...server().slice(0, 3),
      segment(CONNECTION, { flags: TCP.syn, window: 65_535 }),
      segment(CONNECTION, { flags: TCP.ack, window: 65_535 }),
      rec(OP.accept, LISTENER, { a: CONNECTION }),
      segment(CONNECTION, { flags: TCP.ack, window: 65_535, length: 70 }),
      RECEIVE,
    );
    expect(returnsOf(rig.run(program)).at(-1)).toBe(70);
  });

  it("ends a connection by MP_FASTCLOSE with the kernel's key, and not with another one", () => {
    const close = (wrong: number): Rec =>
      option(CONNECTION, SUBTYPE.fastClose, { flags: TCP.ack | wrong, window: 512 });
    const ends = (wrong: number): number | undefined =>
      returnsOf(
        rig.run(programOf("mptcp", ...server(), data(CONNECTION, 9), RECEIVE, close(wrong), RECEIVE)),
      ).at(-1);
    expect(ends(MPTCP.wrong)).toBe(EAGAIN);
    expect(ends(0)).toBe(-104);
  });
});
