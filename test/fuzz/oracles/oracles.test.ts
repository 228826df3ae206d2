// SPDX-License-Identifier: GPL-2.0
import { afterAll, assert, describe, expect, it } from "vitest";
import { onTask, rec } from "../../../src/fuzz/commands/command.js";
import { DAMAGE, OPTION, segment, TCP } from "../../../src/fuzz/commands/tcp/segment.js";
import { settling } from "../../../src/fuzz/generate/program.js";
import { type History, historyOf, type Observation } from "../../../src/fuzz/history/history.js";
import { connectionsOf, findOption } from "../../../src/fuzz/history/tcp.js";
import { agreement } from "../../../src/fuzz/oracles/agreement.js";
import { withoutIgnored } from "../../../src/fuzz/oracles/ignored.js";
import { judge } from "../../../src/fuzz/oracles/index.js";
import { OP } from "../../../src/fuzz/program/operations.js";
import type { Program, Rec } from "../../../src/fuzz/program/program.js";
import { optionIndex, optionOf, STRINGS, sysctlIndex } from "../../../src/fuzz/program/tables.js";
import { setU16 } from "../../../src/inject/wire/bytes.js";
import { internetChecksum, sumWords } from "../../../src/inject/wire/checksum.js";
import { makeRig, programOf } from "../support.js";
import { forge } from "./forge.js";

const rig = makeRig();
afterAll(() => rig.close());

const UNIT = 1;
const WINDOW = 65_535;
const SECOND_US = 1_000_000;
const HANDSHAKE: readonly Rec[] = [
  rec(OP.socket, 0),
  rec(OP.bind, 0),
  rec(OP.listen, 0, { a: 5 }),
  segment(UNIT, { flags: TCP.syn, window: WINDOW, options: OPTION.mss + 1000 * OPTION.upper }),
  segment(UNIT, { flags: TCP.ack, window: 5000 }),
  rec(OP.accept, 0, { a: UNIT }),
];

function run(...records: readonly Rec[]): History {
  return runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records: [...HANDSHAKE, ...records] });
}

function runProgram(program: Program): History {
  return historyOf(program, rig.startNs, rig.run(program));
}

/** Changes a field of a packet's TCP header, and the same of what was read of it. */
function alter(observation: Observation | undefined, fields: Partial<Sent["segment"]>): Observation {
  if (observation?.type !== "sent" || observation.segment === undefined) throw new RangeError("no segment");
  return { ...observation, segment: { ...observation.segment, ...fields } };
}
type Sent = { readonly segment: NonNullable<(Observation & { readonly type: "sent" })["segment"]> };

function lastOf(observations: readonly Observation[], type: Observation["type"]): number {
  return observations.findLastIndex((observation) => observation.type === type);
}

const DATA = segment(UNIT, { flags: TCP.ack, length: 1000, window: 5000 });
const RECEIVE = rec(OP.receive, UNIT, { a: 4000 });
const SEND = rec(OP.send, UNIT, { a: 2500 });
const ADVANCE = rec(OP.advance, 0, { a: SECOND_US });

describe("rules for runs", () => {
  it("hear what the kernel complains about", () => {
    const violation = forge(run(DATA), (observations) =>
      observations.push({
        type: "log",
        timeNs: 0,
        record: 0,
        level: 4,
        text: "WARNING: CPU: 0 at net/x.c:1 f+0x1/0x2",
      }),
    );
    expect(violation).toMatchObject({ oracle: "kernel-message" });
  });

  it("see a byte that is read with another value, and one that was not sent", () => {
    const history = run(DATA, RECEIVE);
    const wrong = forge(history, (observations) => {
      const at = lastOf(observations, "call");
      const call = observations[at];
      if (call?.type === "call")
        observations[at] = { ...call, data: call.data.map((byte, i) => (i === 9 ? ~byte : byte)) };
    });
    expect(wrong).toMatchObject({ oracle: "received-data", cause: "value" });
    expect(wrong?.message).toContain("byte 9 ");
    const more = forge(history, (observations) => {
      const at = observations.findLastIndex(({ type }) => type === "received");
      observations.splice(at, 1);
    });
    expect(more).toMatchObject({ oracle: "received-data", cause: "excess" });
  });

  it("see a byte that is sent with another value", () => {
    const violation = forge(run(SEND), (observations) => {
      const at = lastOf(observations, "sent");
      const sent = observations[at];
      if (sent?.type === "sent")
        observations[at] = {
          ...sent,
          frame: sent.frame.map((byte, i) => (i === sent.frame.length - 1 ? ~byte : byte)),
        };
    });
    expect(violation).toMatchObject({ oracle: "sent-data", cause: "value" });
  });

  it("see an acknowledgment of what was not sent", () => {
    const violation = forge(run(DATA, ADVANCE), (observations) => {
      const at = lastOf(observations, "sent");
      const sent = observations[at];
      const acknowledgment = sent?.type === "sent" ? (sent.segment?.acknowledgment ?? 0) + 1 : 0;
      observations[at] = alter(sent, { acknowledgment });
    });
    expect(violation).toMatchObject({ oracle: "acknowledgment", cause: "excess" });
  });

  it("see an acknowledgment of data in segments that do not count", () => {
    // As it would be if the kernel had taken them: data without ACK, with one of what was not sent, beyond the window.
    const uncounted = { length: 1000, window: 5000 };
    for (const [record, cause] of [
      [segment(UNIT, { ...uncounted, flags: TCP.psh }), "no ACK"],
      [segment(UNIT, { ...uncounted, flags: TCP.ack, ack: 100_000 }), "an ACK of nothing"],
    ] as const) {
      const violation = forge(run(DATA, ADVANCE, record, ADVANCE), (observations) => {
        const at = lastOf(observations, "sent");
        const answer = alter(observations[at], {});
        if (answer.type !== "sent" || answer.segment === undefined) throw new RangeError("no segment");
        const acknowledgment = answer.segment.acknowledgment + 1000;
        observations.push({ ...answer, segment: { ...answer.segment, acknowledgment } });
      });
      expect(violation, cause).toMatchObject({ oracle: "acknowledgment", cause: "excess" });
    }
  });

  it("see a connection that is accepted, and whose SYN was not acknowledged", () => {
    const violation = forge(run(), (observations) => {
      const at = observations.findLastIndex(({ type }) => type === "received");
      const ack = observations[at];
      if (ack?.type !== "received" || ack.segment === undefined) throw new RangeError("no segment");
      observations[at] = {
        ...ack,
        segment: { ...ack.segment, acknowledgment: ack.segment.acknowledgment - 1 },
      };
    });
    expect(violation).toMatchObject({ oracle: "handshake", cause: "accepted" });
  });

  it("see a connect() that goes on with a SYN that acknowledges something else", () => {
    const program: readonly Rec[] = [
      rec(OP.socket, UNIT),
      rec(OP.connect, UNIT, { a: UNIT }),
      segment(UNIT, { flags: TCP.syn | TCP.ack, window: WINDOW }),
    ];
    const violation = forge(
      runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records: program }),
      (observations) => {
        const at = observations.findLastIndex(({ type }) => type === "received");
        const ack = observations[at];
        if (ack?.type !== "received" || ack.segment === undefined) throw new RangeError("no segment");
        const acknowledgment = ack.segment.acknowledgment + 1;
        observations[at] = { ...ack, segment: { ...ack.segment, acknowledgment } };
      },
    );
    expect(violation).toMatchObject({ oracle: "handshake", cause: "connected" });
  });

  it("know that both may open at the same time, and that Linux then takes any acknowledgment", () => {
    const history = runProgram({
      protocol: "tcp",
      isIpv6: false,
      schedule: 0,
      records: [
        rec(OP.socket, UNIT),
        rec(OP.connect, UNIT, { a: UNIT }),
        segment(UNIT, { flags: TCP.syn, window: WINDOW }),
        segment(UNIT, { flags: TCP.ack, ack: -1, length: 100, window: WINDOW }),
        ADVANCE,
      ],
    });
    expect(judge(history)).toMatchObject({ oracle: "handshake", cause: "simultaneous" });
  });

  describe("with time stamps and SACK", () => {
    const options = OPTION.timestamps | OPTION.sackPermitted | OPTION.mss;
    const OPENING: readonly Rec[] = [
      rec(OP.socket, 0),
      rec(OP.bind, 0),
      rec(OP.listen, 0, { a: 5 }),
      segment(UNIT, { flags: TCP.syn, window: WINDOW, options: options + 1000 * OPTION.upper }),
      segment(UNIT, { flags: TCP.ack, window: 5000, options: OPTION.timestamps }),
      rec(OP.accept, 0, { a: UNIT }),
      ADVANCE,
      segment(UNIT, {
        flags: TCP.ack,
        sequence: 1000,
        length: 500,
        window: 5000,
        options: OPTION.timestamps,
      }),
      ADVANCE,
    ];
    const history = (): History =>
      runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records: OPENING });

    /** Changes bytes of the last packet, which are as far behind the kind of an option. */
    function corrupt(kind: number, bytes: readonly (readonly [number, number])[]) {
      return (observations: Observation[]): void => {
        const at = lastOf(observations, "sent");
        const sent = observations[at];
        if (sent?.type !== "sent" || sent.segment === undefined) throw new RangeError("no segment");
        const frame = Uint8Array.from(sent.frame);
        const option = findOption(frame, sent.segment, kind) ?? 0;
        for (const [from, value] of bytes) frame[option + from] = value;
        const header = ((frame[0] ?? 0) & 15) * 4;
        frame.fill(0, header + 16, header + 18);
        const sum = internetChecksum(
          frame,
          header,
          frame.length,
          sumWords(frame, 12, 20) + 6 + frame.length - header,
        );
        setU16(frame, header + 16, sum);
        observations[at] = { ...sent, frame };
      };
    }

    it("see an echo of what was not sent", () => {
      expect(forge(history(), corrupt(8, [[6, 0x77]]))).toMatchObject({
        oracle: "timestamps",
        cause: "echo",
      });
    });

    it("see a segment that has lost its time stamp", () => {
      expect(forge(history(), corrupt(8, [[0, 253]]))).toMatchObject({
        oracle: "timestamps",
        cause: "missing",
      });
    });

    it("see a block that reports more than has come", () => {
      expect(forge(history(), corrupt(5, [[8, 0x11]]))).toMatchObject({
        oracle: "selective-acknowledgment",
        cause: "not sent",
      });
    });
  });

  it("see data that goes beyond the peer's window", () => {
    const violation = forge(run(rec(OP.send, UNIT, { a: 10_000 })), (observations) => {
      const at = observations.findLastIndex(({ type }) => type === "received");
      const ack = observations[at];
      if (ack?.type === "received" && ack.segment !== undefined)
        observations[at] = { ...ack, segment: { ...ack.segment, window: 100 } };
      // The window of the SYN counts, too.
      const syn = observations.findIndex(({ type }) => type === "received");
      const first = observations[syn];
      if (first?.type === "received" && first.segment !== undefined)
        observations[syn] = { ...first, segment: { ...first.segment, window: 100 } };
    });
    expect(violation).toMatchObject({ oracle: "peer-window" });
  });

  it("see a reset that answers a reset", () => {
    const reset = segment(UNIT, { flags: TCP.rst | DAMAGE.uncounted, sequence: 100_000 });
    const violation = forge(run(reset), (observations) => {
      const at = observations.findLastIndex(({ type }) => type === "received");
      const answer = observations[at];
      if (answer?.type === "received") observations.splice(at + 1, 0, { ...answer, type: "sent" });
    });
    expect(violation).toMatchObject({ oracle: "reset-for-reset" });
  });

  it("see a SACK block for what was not sent, and one that the acknowledgment covers", () => {
    const syn = segment(UNIT, {
      flags: TCP.syn,
      window: WINDOW,
      options: OPTION.mss + 1000 * OPTION.upper + OPTION.sackPermitted,
    });
    const beyond = segment(UNIT, { flags: TCP.ack, sequence: 1000, length: 500, window: WINDOW });
    const records = [...HANDSHAKE.slice(0, 3), syn, ...HANDSHAKE.slice(4), beyond];
    const history = runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records });
    const shifted = (by: number): ReturnType<typeof judge> =>
      forge(history, (observations) => {
        const at = lastOf(observations, "sent");
        const sent = observations[at];
        if (sent?.type !== "sent" || sent.segment === undefined) return;
        const frame = Uint8Array.from(sent.frame);
        const view = new DataView(frame.buffer);
        // Behind two bytes of padding, kind and length.
        for (const place of [4, 8]) {
          const where = sent.segment.options + place;
          view.setUint32(where, view.getUint32(where) + by);
        }
        observations[at] = { ...sent, frame };
      });
    expect(shifted(10)).toMatchObject({ oracle: "selective-acknowledgment", cause: "not sent" });
    expect(shifted(0)).toBeUndefined();
    const taken = forge(history, (observations) => {
      const at = lastOf(observations, "sent");
      const sent = observations[at];
      const acknowledgment = sent?.type === "sent" ? (sent.segment?.acknowledgment ?? 0) : 0;
      const filled = observations.findLast(({ type }) => type === "received");
      if (filled?.type !== "received" || filled.segment === undefined) return;
      const first = { ...filled, segment: { ...filled.segment, sequence: acknowledgment, length: 1000 } };
      observations[at] = alter(sent, { acknowledgment: acknowledgment + 1200 });
      observations.splice(at, 0, first);
    });
    expect(taken).toMatchObject({ oracle: "selective-acknowledgment", cause: "acknowledged" });
  });

  it("see a FIN that is not sent, and unread data that no reset follows", () => {
    const end = rec(OP.shutdown, UNIT, { a: 1 });
    const open = segment(UNIT, { flags: TCP.ack, window: 5000 });
    const noFin = forge(run(open, end, ADVANCE, ADVANCE), (observations) => {
      for (let at = observations.length - 1; at >= 0; at--) {
        const seen = observations[at];
        if (seen?.type === "sent" && ((seen.segment?.flags ?? 0) & TCP.fin) !== 0) observations.splice(at, 1);
      }
    });
    expect(noFin).toMatchObject({ oracle: "finish", cause: "no FIN" });
    const noReset = forge(run(DATA, ADVANCE, DATA, rec(OP.close, UNIT)), (observations) => {
      observations.splice(lastOf(observations, "sent"), 1);
    });
    expect(noReset).toMatchObject({ oracle: "finish", cause: "no reset" });
  });

  const keepAlive: readonly Rec[] = Object.entries({
    SO_KEEPALIVE: 1,
    TCP_KEEPIDLE: 2,
    TCP_KEEPINTVL: 1,
    TCP_KEEPCNT: 2,
  }).map(([name, b]) => rec(OP.setOption, UNIT, { a: optionIndex(name), b }));

  function lastReset(observations: readonly Observation[]): number {
    const at = observations.findLastIndex(
      (seen) => seen.type === "sent" && ((seen.segment?.flags ?? 0) & TCP.rst) !== 0,
    );
    expect(at).toBeGreaterThan(0);
    return at;
  }

  it("see a keep-alive too many, and a connection that is not given up", () => {
    const history = run(...keepAlive, rec(OP.advance, 0, { a: 30 * SECOND_US }));
    const reset = lastReset(history.observations);
    expect(forge(history, (observations) => observations.splice(reset, 1))).toMatchObject({
      oracle: "keep-alive",
      cause: "not given up",
    });
    const more = forge(history, (observations) => {
      const probe = observations.findLast(
        (seen, at) => at < reset && seen.type === "sent" && seen.segment !== undefined,
      );
      if (probe !== undefined) observations.splice(reset, 0, probe);
    });
    expect(more).toMatchObject({ oracle: "keep-alive", cause: "count" });
  });

  it("see a connection that is given up although keep-alives are answered", () => {
    const answer = segment(UNIT, { flags: TCP.ack, window: 5000 });
    const wait = rec(OP.advance, 0, { a: 3.5 * SECOND_US });
    const history = run(...keepAlive, wait, answer, wait, answer, wait, wait);
    expect(judge(history)).toBeUndefined();
    const violation = forge(history, (observations) => {
      const at = lastReset(observations);
      const reset = observations[at];
      if (reset !== undefined) observations[at] = { ...reset, timeNs: reset.timeNs - 1e9 };
    });
    expect(violation).toMatchObject({ oracle: "keep-alive", cause: "given up" });
  });

  it("see a window that is probed without back-off", () => {
    const closed = segment(UNIT, { flags: TCP.ack, window: 0 });
    const history = run(closed, SEND, rec(OP.advance, 0, { a: 60 * SECOND_US }));
    const violation = forge(history, (observations) => {
      let probes = 0;
      for (const [at, seen] of observations.entries())
        if (seen.type === "sent" && seen.timeNs > rig.startNs + 1e6 && seen.segment?.length === 0)
          observations[at] = { ...seen, timeNs: rig.startNs + 1e9 + probes++ * 250e6 };
    });
    expect(violation).toMatchObject({ oracle: "back-off", cause: "data" });
  });

  it("see a reset that is told as EPIPE", () => {
    const violation = forge(run(RECEIVE), (observations) => {
      const at = lastOf(observations, "call");
      const call = observations[at];
      if (call?.type === "call") observations[at] = { ...call, ret: -32 };
    });
    expect(violation).toMatchObject({ oracle: "errors", cause: "epipe" });
  });

  it("see an error of ICMP at a socket that is not connected", () => {
    const records = [rec(OP.socket, 0), rec(OP.bind, 0), rec(OP.receive, 0, { a: 100 })];
    const violation = forge(
      runProgram({ protocol: "udp", isIpv6: false, schedule: 0, records }),
      (observations) => {
        const at = lastOf(observations, "call");
        const call = observations[at];
        if (call?.type === "call") observations[at] = { ...call, ret: -111 };
      },
    );
    expect(violation).toMatchObject({ oracle: "errors", cause: "unconnected" });
  });

  it("see datagrams that are sent with wrong bytes, or too few", () => {
    const records = [
      rec(OP.socket, 1),
      rec(OP.connect, 1, { a: 1 }),
      rec(OP.setOption, 1, { a: optionIndex("UDP_SEGMENT"), b: 1000 }),
      rec(OP.send, 1, { a: 2500 }),
      rec(OP.setOption, 1, { a: optionIndex("UDP_SEGMENT"), b: 0 }),
      rec(OP.send, 1, { a: 5000 }),
    ];
    const history = runProgram({ protocol: "udp", isIpv6: false, schedule: 0, records });
    const sent = history.observations.flatMap(({ type }, at) => (type === "sent" ? [at] : []));
    // Three segments, and four fragments.
    expect(sent).toHaveLength(7);
    const [, second = 0, , , fifth = 0] = sent;
    for (const at of [second, fifth])
      expect(forge(history, (observations) => observations.splice(at, 1))).toMatchObject({
        oracle: "sent-data",
        cause: "length",
      });
    const wrong = forge(history, (observations) => {
      const seen = observations[second];
      if (seen?.type !== "sent") return;
      const frame = Uint8Array.from(seen.frame);
      frame[frame.length - 1] = (frame.at(-1) ?? 0) ^ 1;
      observations[second] = { ...seen, frame };
    });
    expect(wrong).toMatchObject({ oracle: "sent-data", cause: "value" });
  });

  it("let segments be as long as an application wants, if the peer does not say how long they may be", () => {
    const records = [
      rec(OP.socket, UNIT),
      rec(OP.setOption, UNIT, { a: optionIndex("TCP_MAXSEG"), b: 970 }),
      rec(OP.connect, UNIT, { a: UNIT }),
      segment(UNIT, { flags: TCP.syn | TCP.ack }),
      rec(OP.getOption, UNIT, { a: optionIndex("TCP_INFO"), b: 3 }),
    ];
    const history = runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records });
    const info = history.observations.at(-1);
    assert(info?.type === "call" && info.ret === 0);
    expect(Buffer.from(info.data).readUInt32LE(16)).toBe(970);
    expect(judge(history)).toBeUndefined();
  });

  it("see no wait for a keep-alive before there is a connection", () => {
    const set = (name: string): Rec => rec(OP.setOption, UNIT, { a: optionIndex(name), b: 1 });
    const records = [
      rec(OP.socket, UNIT),
      // A SYN that nobody waits for: that the peer has sent one is no answer.
      segment(UNIT, { flags: TCP.syn }),
      rec(OP.connect, UNIT, { a: UNIT }),
      ...["SO_KEEPALIVE", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT"].map(set),
      rec(OP.advance, 0, { a: 6 * SECOND_US }),
    ];
    expect(judge(runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records }))).toBeUndefined();
  });

  it("know an option by any number that stands for it", () => {
    // The greatest number is SO_KEEPALIVE's, too: what is sent again and again are keep-alives.
    const set = (a: number): Rec => rec(OP.setOption, UNIT, { a, b: 1 });
    const keepAlive = 0xffff_ffff;
    expect(optionOf(keepAlive)?.name).toBe("SO_KEEPALIVE");
    const history = run(
      set(keepAlive),
      set(optionIndex("TCP_KEEPIDLE")),
      set(optionIndex("TCP_KEEPINTVL")),
      rec(OP.advance, 0, { a: 6 * SECOND_US }),
    );
    expect(history.observations.filter(({ type }) => type === "sent").length).toBeGreaterThan(4);
    expect(judge(history)).toBeUndefined();
  });

  it("let a packet have the hop limit that an application wants", () => {
    const chosen = rec(OP.setOption, UNIT, { a: optionIndex("IPV6_UNICAST_HOPS"), b: 0 });
    const push = (observations: Observation[]): void => {
      observations.push({ type: "malformed", timeNs: 0, record: 0, text: "IPv6: hop limit" });
    };
    expect(forge(run(DATA), push)).toMatchObject({ oracle: "well-formed" });
    expect(forge(run(DATA, chosen), push)).toBeUndefined();
  });

  it("see a packet that nobody would take", () => {
    const violation = forge(run(DATA, RECEIVE), (observations) =>
      observations.push({ type: "malformed", timeNs: 0, record: 0, text: "TCP: checksum" }),
    );
    expect(violation).toMatchObject({ oracle: "well-formed", cause: "tcp TCP: checksum" });
  });

  it("see a connection that a reset outside of the window ends", () => {
    const reset = segment(UNIT, { flags: TCP.rst | DAMAGE.uncounted, sequence: 1000 });
    const violation = forge(run(reset, RECEIVE), (observations) => {
      const at = lastOf(observations, "call");
      const call = observations[at];
      if (call?.type === "call") observations[at] = { ...call, ret: -104 };
    });
    expect(violation).toMatchObject({ oracle: "blind-reset" });
  });

  it("see a probe of a closed window that is within it", () => {
    const history = run(segment(UNIT, { flags: TCP.ack, window: 0 }), SEND, ADVANCE);
    const violation = forge(history, (observations) => {
      const at = observations.findLastIndex(
        ({ type, timeNs }) => type === "sent" && timeNs > rig.startNs + 1e8,
      );
      const sent = observations[at];
      if (sent?.type !== "sent" || sent.segment === undefined) throw new RangeError("no probe");
      observations[at] = { ...sent, segment: { ...sent.segment, sequence: sent.segment.sequence + 1 } };
    });
    expect(violation).toMatchObject({ oracle: "probe", cause: "in the window" });
  });

  it("see a connection that is given up though its peer answers", () => {
    const violation = forge(run(DATA, ADVANCE, rec(OP.send, UNIT, { a: 10 })), (observations) => {
      const at = lastOf(observations, "call");
      const call = observations[at];
      if (call?.type === "call") observations[at] = { ...call, ret: -110 };
      observations.splice(lastOf(observations, "sent"), 1);
    });
    expect(violation).toMatchObject({ oracle: "patience", cause: "too early" });
  });

  it("see data that is acknowledged after close()", () => {
    const history = run(rec(OP.close, UNIT), segment(UNIT, { flags: TCP.ack, window: WINDOW }), DATA);
    const violation = forge(history, (observations) => {
      const at = lastOf(observations, "sent");
      const [sent, data] = [observations[at], observations[lastOf(observations, "received")]];
      if (sent?.type !== "sent" || data?.type !== "received") throw new RangeError("no reset");
      const [reset, came] = [sent.segment, data.segment];
      if (reset === undefined || came === undefined) throw new RangeError("no segments");
      expect(reset.flags & TCP.rst).toBe(TCP.rst);
      const acknowledgment = (came.sequence + came.length) >>> 0;
      observations[at] = { ...sent, segment: { ...reset, flags: TCP.ack, acknowledgment } };
    });
    expect(violation).toMatchObject({ oracle: "acknowledgment", cause: "closed" });
  });

  it("know that another congestion control takes over the threshold of the one before", () => {
    const records = [
      ...HANDSHAKE.slice(0, 3),
      segment(UNIT, { flags: TCP.syn, window: WINDOW, options: OPTION.sackPermitted }),
      segment(UNIT, { flags: TCP.ack, window: WINDOW }),
      rec(OP.accept, 0, { a: UNIT }),
      rec(OP.send, UNIT, { a: 1 }),
      rec(OP.advance, 0, { a: SECOND_US }),
      rec(OP.setOption, UNIT, { a: optionIndex("TCP_CONGESTION"), b: STRINGS.indexOf("reno") }),
      rec(OP.getOption, UNIT, { a: optionIndex("TCP_INFO"), b: 3 }),
    ];
    expect(judge(runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records }))).toBeUndefined();
  });

  it("let a second FIN be acknowledged after close()", () => {
    const records = [
      ...HANDSHAKE.slice(0, 3),
      segment(UNIT, { flags: TCP.syn }),
      segment(UNIT, { flags: TCP.ack }),
      rec(OP.accept, 0, { a: UNIT }),
      rec(OP.close, UNIT),
      segment(UNIT, { flags: TCP.fin | TCP.ack }),
      segment(UNIT, { flags: TCP.fin | TCP.ack, sequence: -30, length: 30, window: WINDOW }),
    ];
    expect(judge(runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records }))).toBeUndefined();
  });

  it("know that a socket is open as long as a call waits", () => {
    const history = run(
      rec(OP.send, UNIT, { a: 28_960 }),
      rec(OP.poll, 48 + UNIT, { a: 1 }),
      rec(OP.close, UNIT),
      DATA,
    );
    expect(judge(history)).toBeUndefined();
  });

  it("see a SACK block of data beyond the window", () => {
    const history = runProgram(
      programOf(
        "tcp",
        ...HANDSHAKE.slice(0, 3),
        segment(UNIT, { flags: TCP.syn, window: WINDOW, options: OPTION.sackPermitted }),
        segment(UNIT, { flags: TCP.ack, window: WINDOW }),
        segment(UNIT, { flags: TCP.ack, sequence: 500, length: 100, window: WINDOW }),
      ),
    );
    const violation = forge(history, (observations) => {
      for (const [at, seen] of observations.entries())
        if (seen.type === "sent" && seen.segment !== undefined)
          observations[at] = { ...seen, segment: { ...seen.segment, window: 400 } };
    });
    expect(violation).toMatchObject({ oracle: "selective-acknowledgment", cause: "dropped" });
  });

  it("see data that is not acknowledged in time", () => {
    const violation = forge(run(DATA, ADVANCE), (observations) => {
      observations.splice(lastOf(observations, "sent"), 1);
    });
    expect(violation).toMatchObject({ oracle: "timely-acknowledgment" });
  });

  it("see a timer that does not back off", () => {
    const violation = forge(run(SEND, rec(OP.advance, 0, { a: 20 * SECOND_US })), (observations) => {
      const retransmissions = observations.flatMap(({ type, timeNs }, at) =>
        type === "sent" && timeNs > rig.startNs + 1e9 ? [at] : [],
      );
      for (const at of retransmissions) {
        const sent = observations[at];
        if (sent !== undefined)
          observations[at] = {
            ...sent,
            timeNs: rig.startNs + 1e9 + (at - (retransmissions[0] ?? 0)) * 250e6,
          };
      }
    });
    expect(violation).toMatchObject({ oracle: "back-off", cause: "data" });
  });

  it("see a retransmission that never comes", () => {
    const history = run(
      rec(OP.send, UNIT, { a: 1000 }),
      segment(UNIT, { flags: TCP.ack, window: 5000 }),
      SEND,
      rec(OP.advance, 0, { a: 300 * SECOND_US }),
    );
    const violation = forge(history, (observations) => {
      for (let at = observations.length - 1; at >= 0; at--)
        if (observations[at]?.type === "sent" && (observations[at]?.timeNs ?? 0) > rig.startNs + 1e6)
          observations.splice(at, 1);
    });
    expect(violation).toMatchObject({ oracle: "stall", cause: "retransmission" });
  });

  it("know that a call that waits for more may have taken what another one misses", () => {
    const waiting = onTask(rec(OP.receive, UNIT, { a: 2, flags: 0x100 }), 2);
    const byte = segment(UNIT, { flags: TCP.ack, length: 1, window: 5000 });
    const records = [...HANDSHAKE.slice(0, -1), rec(OP.accept, 0, { a: UNIT, flags: 1 }), waiting, byte];
    const last = rec(OP.receive, UNIT, { a: 1 });
    expect(
      judge(runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records: [...records, last] })),
    ).toBeUndefined();
  });

  it("say nothing of a connection that was given up, though more was written before", () => {
    const one = rec(OP.send, UNIT, { a: 1 });
    const history = run(
      one,
      // A window that shrinks: four minutes without an answer are too long.
      segment(UNIT, { flags: TCP.ack, ack: -1, window: 0 }),
      rec(OP.advance, 0, { a: 114 * SECOND_US }),
      one,
      rec(OP.advance, 0, { a: 600 * SECOND_US }),
    );
    expect(judge(history)).toBeUndefined();
  });

  it("say nothing of times if an allocation was to fail, and still look at data", () => {
    // The default library has no fault injection, so all goes as usual.
    const failing = rec(OP.failNth, 0, { a: 5 });
    const unanswered = (...first: readonly Rec[]): ReturnType<typeof judge> =>
      forge(run(...first, DATA, RECEIVE, ADVANCE), (observations) => {
        const last = lastOf(observations, "sent");
        observations.splice(last, 1);
      });
    expect(unanswered()).toMatchObject({ oracle: "timely-acknowledgment" });
    expect(unanswered(failing)).toBeUndefined();
    const history = run(failing, DATA, RECEIVE);
    const wrong = forge(history, (observations) => {
      const at = observations.findIndex((seen) => seen.type === "call" && seen.rec.op === OP.receive);
      const call = observations[at];
      if (call?.type === "call") observations[at] = { ...call, data: call.data.map((byte) => ~byte) };
    });
    expect(wrong).toMatchObject({ oracle: "received-data" });
  });

  it("take a connection for another one if its socket was disconnected, and connected again", () => {
    const again = [
      rec(OP.connect, UNIT, { b: 1 }),
      // The listener takes it, and nobody knows whose it is.
      segment(UNIT, { flags: TCP.syn, window: WINDOW, extra: 5000 }),
      rec(OP.connect, UNIT, { a: UNIT }),
      segment(UNIT, { flags: TCP.syn | TCP.ack, window: WINDOW, extra: 90_000 }),
      DATA,
      RECEIVE,
      SEND,
    ];
    const history = run(DATA, SEND, ...again);
    expect(judge(history)).toBeUndefined();
    const wrong = forge(history, (observations) => {
      const at = observations.findLastIndex((seen) => seen.type === "call" && seen.rec.op === OP.receive);
      const call = observations[at];
      if (call?.type === "call") observations[at] = { ...call, data: call.data.map((byte) => ~byte) };
    });
    expect(wrong).toMatchObject({ oracle: "received-data" });
  });

  it("say nothing of a FIN that waits for a window which was told by an older segment", () => {
    const records = [
      rec(OP.socket, UNIT),
      rec(OP.connect, UNIT, { a: UNIT }),
      segment(UNIT, { flags: TCP.syn | TCP.ack }),
      rec(OP.close, UNIT),
      segment(UNIT, { flags: TCP.ack, sequence: 1 }),
      segment(UNIT, { flags: TCP.ack, window: 31 }),
      ADVANCE,
      ADVANCE,
    ];
    const history = runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records });
    const flags = history.observations.map((seen) => (seen.type === "sent" ? seen.segment?.flags : 0) ?? 0);
    expect(flags.some((bits) => (bits & TCP.fin) !== 0)).toBe(false);
    expect(judge(history)).toBeUndefined();
  });

  it("say nothing of a connection once more while another one of the unit's is accepted", () => {
    const history = run(
      rec(OP.connect, UNIT, { b: 1 }),
      segment(UNIT, { flags: TCP.syn, window: WINDOW }),
      segment(UNIT, { flags: TCP.ack, length: 1000, window: WINDOW }),
      rec(OP.accept, 0, { a: 7 }),
      rec(OP.connect, UNIT, { a: UNIT }),
      segment(UNIT, { flags: TCP.syn }),
      rec(OP.getOption, 7, { a: optionIndex("TCP_INFO") }),
    );
    expect(history.observations.at(-1)).toMatchObject({ ret: 0 });
    expect(judge(history)).toBeUndefined();
  });

  it("do not leave out an ICMP error that may quote a reset with any number", () => {
    const refused = segment(UNIT, { flags: TCP.ack, ack: 100_000 });
    const error = rec(OP.icmpError, UNIT, { c: -100_000 });
    const program = (...records: readonly Rec[]): Program => ({
      ...{ protocol: "tcp", isIpv6: false, schedule: 0 },
      records: [rec(OP.socket, UNIT), rec(OP.connect, UNIT, { a: UNIT }), ...records],
    });
    expect(withoutIgnored(program(error))).toBeDefined();
    expect(withoutIgnored(program(refused, error))).toBeUndefined();
  });

  it("say nothing of a connection that another socket's to the same port takes the place of", () => {
    const connecting = [rec(OP.socket, UNIT), rec(OP.connect, UNIT, { a: UNIT })];
    const records = [
      ...connecting,
      rec(OP.connect, UNIT, { b: 1 }),
      rec(OP.connect, UNIT, { a: UNIT }),
      segment(UNIT, { flags: TCP.syn | TCP.ack }),
      ...connecting,
      rec(OP.shutdown, UNIT),
      RECEIVE,
    ];
    const history = runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records });
    expect(history.observations.at(-1)).toMatchObject({ ret: -104 });
    expect(judge(history)).toBeUndefined();
  });

  it("know that a SYN cookie does not tell where the stream begins, and may be that of the next connection", () => {
    const flooded = [
      rec(OP.sysctl, 0, { a: sysctlIndex("tcp_syncookies"), b: 2 }),
      ...HANDSHAKE.slice(0, 3),
      segment(UNIT, { flags: TCP.syn, window: WINDOW }),
    ];
    const off = [
      ...flooded,
      // One less than it should be: the kernel takes it for the cookie of another MSS.
      segment(UNIT, { flags: TCP.ack | DAMAGE.fromIsn, length: 100, window: WINDOW }),
      rec(OP.accept, 0, { a: UNIT }),
      RECEIVE,
    ];
    const twice = [
      ...flooded,
      segment(UNIT, { flags: TCP.ack, window: WINDOW }),
      DATA,
      segment(UNIT, { flags: TCP.rst }),
      rec(OP.again, 0, { a: 3 }),
    ];
    // The kernel ends it, with data that nobody has read, and the first of that comes again.
    const ended = [
      ...flooded,
      segment(UNIT, { flags: TCP.ack, length: 100, window: WINDOW }),
      rec(OP.accept, 0, { a: UNIT }),
      DATA,
      rec(OP.close, UNIT),
      rec(OP.again, 0, { a: 1 }),
    ];
    const histories = [off, twice, ended].map((records) =>
      runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records }),
    );
    expect(histories[0]?.observations.at(-1)).toMatchObject({ ret: 100 });
    const [first, last] = [0, -1].map((at) =>
      histories[1]?.observations.filter(({ type }) => type === "sent").at(at),
    );
    const numbers = [first, last].map((seen) => (seen?.type === "sent" ? seen.segment?.sequence : undefined));
    expect(numbers[0]).toBe(numbers[1]);
    expect(histories[2]?.observations.at(-1)).toMatchObject({ type: "sent", segment: { flags: TCP.ack } });
    expect(histories.map((history) => judge(history))).toEqual([undefined, undefined, undefined]);
  });

  it("know that the cookie next to the kernel's is good, too, and that the kernel's stream begins there", () => {
    const cookies = rec(OP.sysctl, 0, { a: sysctlIndex("tcp_syncookies"), b: 2 });
    // Without room for a second request it is kept in a cookie.
    const full = [rec(OP.listen, 0, { a: 0 }), segment(UNIT + 1, { flags: TCP.syn, window: WINDOW })];
    for (const before of [[cookies, ...HANDSHAKE.slice(2, 3)], full]) {
      const history = runProgram(
        programOf(
          "tcp",
          ...HANDSHAKE.slice(0, 2),
          ...before,
          segment(UNIT, { flags: TCP.syn, options: OPTION.mss + 1408 * OPTION.upper }),
          segment(UNIT, { flags: TCP.ack, ack: -1, length: 100, window: WINDOW }),
          rec(OP.accept, 0, { a: UNIT }),
          SEND,
        ),
      );
      expect(history.observations.at(-1)).toMatchObject({ type: "call", ret: SEND.a });
      expect(judge(history)).toBeUndefined();
    }
  });

  it("know that the echo of a time stamp may tell a SYN cookie of options that nobody has offered", () => {
    const wholeWith = (options: number): boolean | undefined => {
      const program = programOf(
        "tcp",
        ...HANDSHAKE.slice(0, 2),
        rec(OP.listen, 0),
        ...[0, 2].map((unit) => segment(unit, { flags: TCP.syn, options: OPTION.timestamps })),
        segment(2, { flags: TCP.ack, options }),
      );
      return connectionsOf(runProgram(program)).find(({ unit }) => unit === 2)?.isWhole;
    };
    expect(wholeWith(OPTION.timestamps)).toBe(true);
    expect(wholeWith(OPTION.timestamps | OPTION.strangeEcho)).toBe(false);
  });

  it("know that a connection begins with the round trip that another one has measured", () => {
    const stamped = { options: OPTION.timestamps };
    const history = runProgram(
      programOf(
        "tcp",
        ...HANDSHAKE.slice(0, 3),
        segment(UNIT, { flags: TCP.syn, ...stamped }),
        segment(UNIT, { flags: TCP.ack, length: 100, window: WINDOW }),
        rec(OP.accept, 0, { a: UNIT }),
        rec(OP.shutdown, UNIT, { a: 1 }),
        rec(OP.advance, 0, { a: 52_500_000 }),
        segment(UNIT, { flags: TCP.ack | TCP.fin, ...stamped }),
        segment(2, { flags: TCP.syn }),
        segment(2, { flags: TCP.ack, length: 100, window: 1 }),
        rec(OP.accept, 0, { a: 2 }),
        rec(OP.send, 2, { a: 1 }),
        rec(OP.advance, 0, { a: 9_375_000 }),
      ),
    );
    expect(judge(history)).toBeUndefined();
  });

  it("ask for no acknowledgment of a segment that acknowledges what was not sent, whatever the peer thinks", () => {
    const violation = forge(run(DATA, ADVANCE), (observations) => {
      observations.splice(lastOf(observations, "sent"), 1);
      const at = lastOf(observations, "received");
      const data = observations[at];
      if (data?.type !== "received" || data.segment === undefined) throw new RangeError("no segment");
      const acknowledgment = data.segment.acknowledgment + 100;
      observations[at] = { ...data, segment: { ...data.segment, acknowledgment } };
    });
    expect(violation).toBeUndefined();
  });

  it("know how little a SYN cookie of IPv6 remembers of the size of segments", () => {
    const options = OPTION.mss + 512 * OPTION.upper;
    const cookies = rec(OP.sysctl, 0, { a: sysctlIndex("tcp_syncookies"), b: 2 });
    const records = [
      cookies,
      ...HANDSHAKE.slice(0, 3),
      segment(UNIT, { flags: TCP.syn, window: WINDOW, options }),
      segment(UNIT, { flags: TCP.ack, window: WINDOW }),
      rec(OP.accept, 0, { a: UNIT }),
      rec(OP.send, UNIT, { a: 8680 }),
    ];
    const history = runProgram({ protocol: "tcp", isIpv6: true, schedule: 0, records });
    const sent = history.observations.flatMap((seen) => (seen.type === "sent" && seen.segment ? [seen] : []));
    expect(sent.reduce((sum, { segment: { length } = { length: 0 } }) => sum + length, 0)).toBe(8680);
    expect(judge(history)).toBeUndefined();
  });

  it("see no wait for a keep-alive while something is not acknowledged for sure", () => {
    const option = (name: string, b: number): Rec => rec(OP.setOption, UNIT, { a: optionIndex(name), b });
    const history = run(
      segment(UNIT, { flags: TCP.ack, length: 100, window: WINDOW }),
      rec(OP.send, UNIT, { a: 2 }),
      // An old number: the kernel takes nothing of it.
      segment(UNIT, { flags: TCP.ack, sequence: -1 }),
      option("SO_KEEPALIVE", 1),
      ...["TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT"].map((name) => option(name, 1)),
      rec(OP.advance, 0, { a: 8 * SECOND_US }),
    );
    expect(judge(history)).toBeUndefined();
  });

  it("take the window scale of the SYN that a connection begins with, not of one that was reset", () => {
    const records = [
      // What it may not do for lack of a listener.
      segment(UNIT, { flags: TCP.syn, options: OPTION.scale }),
      rec(OP.socket, UNIT),
      rec(OP.connect, UNIT, { a: UNIT }),
      segment(UNIT, { flags: TCP.syn | TCP.ack }),
      segment(UNIT, { flags: TCP.ack, length: 500, window: WINDOW }),
      segment(UNIT, { flags: TCP.ack, length: 500, window: WINDOW }),
    ];
    expect(judge(runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records }))).toBeUndefined();
  });

  it("know a reset that does not count the FIN before it, and a connect() that names another peer too late", () => {
    const open = [
      rec(OP.socket, UNIT),
      rec(OP.connect, UNIT, { a: UNIT }),
      segment(UNIT, { flags: TCP.syn | TCP.ack, window: WINDOW }),
    ];
    const programs = [
      [
        ...open,
        segment(UNIT, { flags: TCP.fin | TCP.ack, window: WINDOW }),
        rec(OP.shutdown, UNIT, { a: 1 }),
        segment(UNIT, { flags: TCP.rst, sequence: -1 }),
        rec(OP.send, UNIT),
      ],
      [...open, rec(OP.connect, UNIT, { a: UNIT + 1 }), rec(OP.send, UNIT, { a: 10 })],
    ];
    const histories = programs.map((records) =>
      runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records }),
    );
    const [reset, late] = histories.map(({ observations }) =>
      observations.flatMap((seen) => (seen.type === "call" ? [seen.ret] : [])),
    );
    expect(reset?.at(-1)).toBe(-104);
    expect(late?.slice(-2)).toEqual([0, 10]);
    expect(histories.map((history) => judge(history))).toEqual([undefined, undefined]);
  });

  it("compare nothing where a watchdog has ended one of both: when it does is a question of real time", () => {
    const history = run(DATA, RECEIVE);
    const cut = (reason: string): History => ({
      ...history,
      observations: [...history.observations.slice(0, -1), { type: "died", timeNs: 0, record: 0, reason }],
    });
    expect(agreement.replay(history, cut("watchdog: the call does not end"))).toBeUndefined();
    expect(agreement.replay(history, cut("Oops"))).toMatchObject({ oracle: "replay" });
  });

  it("say nothing of keep-alives before there is a connection", () => {
    const records = [
      rec(OP.socket, UNIT),
      rec(OP.connect, UNIT, { a: UNIT }),
      rec(OP.setOption, UNIT, { a: optionIndex("SO_KEEPALIVE"), b: 1 }),
      rec(OP.setOption, UNIT, { a: optionIndex("TCP_KEEPCNT"), b: 1 }),
      rec(OP.advance, 0, { a: 1_218_750 }),
      segment(UNIT, { flags: TCP.syn }),
    ];
    expect(judge(runProgram({ protocol: "tcp", isIpv6: false, schedule: 0, records }))).toBeUndefined();
  });

  it("do not compare what happens at the next timer, which may be one of IPv6", () => {
    const program = programOf(
      "tcp",
      ...HANDSHAKE.slice(0, 3),
      segment(UNIT, { flags: TCP.syn, options: OPTION.mss + 1024 * OPTION.upper }),
      segment(UNIT, { flags: TCP.ack }),
      rec(OP.accept, 0, { a: 0 }),
      rec(OP.advance, 0, { a: 8_500_000 }),
      segment(2, { flags: TCP.ack }),
      segment(2, { flags: TCP.syn, options: OPTION.mss + 1000 * OPTION.upper }),
      rec(OP.nextTimer, 0, { a: 2_031_250 }),
    );
    const [ends4, ends6] = [program, { ...program, isIpv6: true }].map(
      (each) => runProgram(each).observations.at(-1)?.timeNs,
    );
    expect(ends6).toBeLessThan(ends4 ?? 0);
    expect(agreement.isComparable(program)).toBe(false);
  });

  it("compare numbers of the connection that they are of, if a unit has two", () => {
    const records = [
      ...HANDSHAKE.slice(0, 3),
      segment(UNIT, { flags: TCP.syn, window: WINDOW }),
      rec(OP.socket, UNIT),
      rec(OP.connect, UNIT, { a: UNIT }),
      segment(UNIT, { flags: TCP.syn | TCP.ack, window: WINDOW }),
    ];
    const program = { protocol: "tcp", isIpv6: false, schedule: 0, records } as const;
    expect(agreement.versions(runProgram(program), runProgram({ ...program, isIpv6: true }))).toBeUndefined();
  });

  it("see a congestion window that grows by more than was acknowledged, and a threshold that a loss leaves alone", () => {
    const info = rec(OP.getOption, UNIT, { a: optionIndex("TCP_INFO") });
    const ack = segment(UNIT, { flags: TCP.ack, window: WINDOW });
    const history = runProgram(
      programOf(
        "tcp",
        ...HANDSHAKE.slice(0, 3),
        segment(UNIT, { flags: TCP.syn, window: WINDOW, options: OPTION.sackPermitted }),
        ack,
        rec(OP.accept, 0, { a: UNIT }),
        ...[info, rec(OP.send, UNIT, { a: 20_000 }), ack, info],
      ),
    );
    /** With other bytes in the last TCP_INFO. */
    const withInfo = (changes: Readonly<Record<number, number>>): ReturnType<typeof judge> =>
      forge(history, (observations) => {
        const at = lastOf(observations, "call");
        const call = observations[at];
        if (call?.type !== "call") throw new RangeError("no call");
        observations[at] = { ...call, data: call.data.map((byte, place) => changes[place] ?? byte) };
      });
    const [CA_STATE, SSTHRESH, CWND] = [1, 76, 80];
    expect(withInfo({ [CWND]: 100 })).toMatchObject({ oracle: "congestion-control", cause: "growth" });
    const threshold = { [SSTHRESH]: 30, [SSTHRESH + 1]: 0, [SSTHRESH + 2]: 0, [SSTHRESH + 3]: 0 };
    const lost = { [CA_STATE]: 4, ...threshold };
    expect(withInfo(lost)).toMatchObject({ oracle: "congestion-control", cause: "threshold" });
    expect(withInfo({ ...lost, [SSTHRESH]: 7 })).toBeUndefined();
  });

  it("know that the loss of a SYN leaves no threshold, and in which order blocks of duplicates come", () => {
    const ahead = (sequence: number, length: number): Rec =>
      segment(UNIT, { flags: TCP.ack, sequence, length, window: WINDOW });
    const syn = segment(UNIT, { flags: TCP.syn });
    const sack = segment(UNIT, { flags: TCP.syn, options: OPTION.sackPermitted });
    const lost = [
      rec(OP.socket, UNIT),
      rec(OP.connect, UNIT, { a: UNIT }),
      syn,
      rec(OP.advance, 0, { a: 1_656_250 }),
      sack,
      segment(UNIT, { flags: TCP.ack }),
      rec(OP.getOption, UNIT, { a: optionIndex("TCP_INFO") }),
    ];
    const twice = [
      ...HANDSHAKE.slice(0, 3),
      sack,
      ...[ahead(8192, 365), ahead(4380, 100), ahead(4480, 25), ahead(1, 8)],
      rec(OP.again, 0, { a: 3 }),
    ];
    for (const records of [lost, twice])
      expect(judge(runProgram(programOf("tcp", ...records)))).toBeUndefined();
  });

  it("know that a reset with the number that it refuses is nothing that was sent", () => {
    const refused = segment(UNIT, { flags: TCP.ack, ack: 2 });
    const history = runProgram(
      programOf(
        "tcp",
        rec(OP.socket, UNIT),
        rec(OP.connect, UNIT, { a: UNIT }),
        refused,
        segment(UNIT, { flags: TCP.syn }),
        refused,
        segment(UNIT, { flags: TCP.ack }),
        rec(OP.getOption, UNIT, { a: optionIndex("TCP_INFO") }),
      ),
    );
    expect(history.observations.at(-1)).toMatchObject({ type: "call", ret: 0 });
    expect(judge(history)).toBeUndefined();
  });

  it("know that a connection is not younger for a connect() that is told so", () => {
    const option = (name: string): Rec => rec(OP.setOption, UNIT, { a: optionIndex(name), b: 1 });
    const history = runProgram(
      programOf(
        "tcp",
        rec(OP.socket, UNIT),
        rec(OP.connect, UNIT, { a: UNIT }),
        segment(UNIT, { flags: TCP.syn | TCP.ack }),
        ...["SO_KEEPALIVE", "TCP_KEEPIDLE", "TCP_KEEPCNT"].map(option),
        rec(OP.advance, 0, { a: 1_375_000 }),
        rec(OP.connect, UNIT, { a: 0 }),
        option("TCP_KEEPINTVL"),
        rec(OP.advance, 0, { a: 6_750_000 }),
      ),
    );
    expect(judge(history)).toBeUndefined();
  });

  it("see TCP_INFO that disagrees with the wire", () => {
    const info = rec(OP.getOption, UNIT, { a: optionIndex("TCP_INFO") });
    const violation = forge(run(SEND, info), (observations) => {
      const at = lastOf(observations, "call");
      const call = observations[at];
      if (call?.type !== "call") return;
      const data = Uint8Array.from(call.data);
      data[200] = (data[200] ?? 0) + 1;
      observations[at] = { ...call, data };
    });
    expect(violation).toMatchObject({ oracle: "tcp-info" });
    expect(violation?.message).toContain("tcpi_bytes_sent is 2501, and 2500 bytes were sent");
  });

  it("see data, and an end of the stream, that was acknowledged and cannot be read", () => {
    const history = run(DATA, RECEIVE, ADVANCE, RECEIVE);
    const withheld = forge(history, (observations) => {
      const at = observations.findIndex((seen) => seen.type === "call" && seen.ret === 1000);
      const call = observations[at];
      if (call?.type === "call") observations[at] = { ...call, ret: -11, data: new Uint8Array() };
      const acknowledged = observations.findLastIndex(({ type }) => type === "sent");
      observations.splice(at, 0, ...observations.splice(acknowledged, 1));
    });
    expect(withheld).toMatchObject({ oracle: "received-data", cause: "withheld" });
    const fin = segment(UNIT, { flags: TCP.ack | TCP.fin, window: 5000 });
    const endless = forge(run(fin, ADVANCE, RECEIVE), (observations) => {
      const at = lastOf(observations, "call");
      const call = observations[at];
      if (call?.type === "call") observations[at] = { ...call, ret: -11 };
    });
    expect(endless).toMatchObject({ oracle: "received-data", cause: "no end" });
  });

  it("see a second segment after a timeout", () => {
    const again = segment(UNIT, { flags: TCP.ack | DAMAGE.ackFromIsn, ack: 1, window: 60_000 });
    const history = run(again, SEND, ADVANCE, again);
    const violation = forge(history, (observations) => {
      const at = observations.findLastIndex(({ type }) => type === "received");
      const retransmission = observations.findLast(
        (seen, index) => index < at && seen.type === "sent" && seen.segment !== undefined,
      );
      const { timeNs = 0, record = 0 } = observations[at] ?? {};
      if (retransmission !== undefined) observations.splice(at + 1, 0, { ...retransmission, timeNs, record });
    });
    expect(violation).toMatchObject({ oracle: "loss-window" });
  });

  it("see a connect() that a reset for something else refuses", () => {
    const connecting = [rec(OP.socket, UNIT), rec(OP.connect, UNIT, { a: UNIT })];
    const reset = segment(UNIT, { flags: TCP.rst | TCP.ack | DAMAGE.uncounted, ack: 1000 });
    const program = { protocol: "tcp", isIpv6: false, schedule: 0, records: [...connecting, reset, RECEIVE] };
    const violation = forge(runProgram(program as Program), (observations) => {
      const at = lastOf(observations, "call");
      const call = observations[at];
      if (call?.type === "call") observations[at] = { ...call, ret: -111 };
    });
    expect(violation).toMatchObject({ oracle: "blind-reset", cause: "refused" });
  });

  it("see a datagram over IPv6 that has no checksum", () => {
    const records = [
      rec(OP.socket, 0),
      rec(OP.bind, 0),
      rec(OP.datagram, 0, { flags: 2, a: 100 }),
      rec(OP.receive, 0, { a: 65_536 }),
    ];
    const history = runProgram({ protocol: "udp", isIpv6: true, schedule: 0, records });
    const violation = forge(history, (observations) => {
      const at = lastOf(observations, "call");
      const call = observations[at];
      const came = observations.find(({ type }) => type === "received");
      if (call?.type === "call" && came?.type === "received")
        observations[at] = { ...call, ret: 100, data: came.frame.slice(48) };
    });
    expect(violation).toMatchObject({ oracle: "datagrams" });
  });

  it.each([
    ["an object of a socket's", "dentry 3\nrequest_sock_TCP 1\nrtable 1\n", "tcp request_sock_TCP #"],
    ["a buffer", "skbuff_head_cache 1\n", "tcp skbuff_head_cache #"],
    ["more than is kept for later", "rtable 3\nkmalloc-96 40\n", "tcp kmalloc-# #"],
  ])("see %s that is left in memory", (_, text, cause) => {
    const violation = forge(run(...settling("tcp")), (observations) => {
      const at = lastOf(observations, "call");
      const call = observations[at];
      if (call?.type === "call") observations[at] = { ...call, data: new TextEncoder().encode(text) };
    });
    expect(violation).toMatchObject({ oracle: "leak", cause });
  });

  it.each([
    ["sockets: used 0", "sockets: used 1"],
    ["TCP: inuse 0 orphan 0", "TCP: inuse 0 orphan 1"],
  ])("see a socket that is left: not %s but %s", (right, wrong) => {
    const violation = forge(run(...settling("tcp")), (observations) => {
      const at = observations.findIndex(
        (observation) => observation.type === "call" && observation.rec.op === OP.readFile,
      );
      const call = observations[at];
      if (call?.type !== "call") return;
      const text = new TextDecoder().decode(call.data).replace(right, wrong);
      observations[at] = { ...call, data: new TextEncoder().encode(text) };
    });
    expect(violation).toMatchObject({ oracle: "leak" });
  });

  it("know that what comes after the end begins anew", () => {
    const part = segment(UNIT, { flags: TCP.ack, length: 10, window: WINDOW });
    const [settle, ...files] = settling("tcp");
    // The first byte of flags and offset of an IP header: more fragments, which wait for the rest.
    const twist = rec(OP.twist, 0, { b: 6, c: 0x20, d: 1 });
    const history = run(part, ...(settle === undefined ? [] : [settle]), twist, ...files);
    const text = history.observations.map((call) =>
      call.type === "call" ? new TextDecoder().decode(call.data) : "",
    );
    expect(text.join("")).toMatch(/FRAG: inuse 1 /);
    expect(judge(history)).toBeUndefined();
  });
});
