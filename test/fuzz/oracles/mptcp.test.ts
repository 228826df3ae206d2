// SPDX-License-Identifier: GPL-2.0
import { afterAll, assert, describe, expect, it } from "vitest";
import { rec } from "../../../src/fuzz/commands/command.js";
import { CAPABLE, DSS, MPTCP, option, SUBTYPE, SYN } from "../../../src/fuzz/commands/mptcp/segment.js";
import { segment, TCP } from "../../../src/fuzz/commands/tcp/segment.js";
import { type History, historyOf, type Observation } from "../../../src/fuzz/history/history.js";
import { findOption } from "../../../src/fuzz/history/tcp.js";
import { agreement } from "../../../src/fuzz/oracles/agreement.js";
import { withoutIgnored } from "../../../src/fuzz/oracles/ignored.js";
import { judge } from "../../../src/fuzz/oracles/index.js";
import { OP } from "../../../src/fuzz/program/operations.js";
import type { Rec } from "../../../src/fuzz/program/program.js";
import { optionIndex, sysctlIndex } from "../../../src/fuzz/program/tables.js";
import { makeRig, programOf } from "../support.js";
import { forge } from "./forge.js";

const rig = makeRig();
afterAll(() => rig.close());

const UNIT = 1;
const SECOND = 2;
const MAPPED = { flags: TCP.ack, window: 512, bits: DSS.mapping | DSS.ack };
const OPEN: readonly Rec[] = [
  rec(OP.socket, 0),
  rec(OP.bind, 0),
  rec(OP.listen, 0, { a: 5 }),
  option(UNIT, SUBTYPE.capable, { flags: TCP.syn, window: 65_535, bits: SYN.mss | SYN.scale }),
  option(UNIT, SUBTYPE.capable, { flags: TCP.ack, window: 512 }),
  rec(OP.accept, 0, { a: UNIT }),
];
const DATA = option(UNIT, SUBTYPE.dss, { ...MAPPED, length: 100 });
const RECEIVE = rec(OP.receive, UNIT, { a: 1000 });
const SEND = rec(OP.send, UNIT, { a: 100 });

function run(...records: readonly Rec[]): History {
  const program = programOf("mptcp", ...OPEN, ...records);
  return historyOf(program, rig.startNs, rig.run(program));
}

/** Exchanges a byte of the last frame that the kernel has sent; counted from its end if negative. */
function changeLast(observations: Observation[], place: number): void {
  const at = observations.findLastIndex(({ type }) => type === "sent");
  const sent = observations[at];
  if (sent?.type === "sent")
    observations[at] = { ...sent, frame: sent.frame.with(place, ((sent.frame.at(place) ?? 0) + 1) & 0xff) };
}

describe("rules for MPTCP", () => {
  it("see data that is read with another byte, or was not sent", () => {
    const wrong = forge(run(DATA, RECEIVE), (observations) => {
      const call = observations.at(-1);
      if (call?.type === "call")
        observations[observations.length - 1] = {
          ...call,
          data: call.data.with(7, ~(call.data[7] ?? 0) & 0xff),
        };
    });
    expect(wrong).toMatchObject({ oracle: "received-data", cause: "value" });
    const more = forge(run(DATA, RECEIVE), (observations) => {
      // Without the acknowledgment, too, which would show it.
      const at = observations.findLastIndex(({ type }) => type === "received");
      observations.splice(at, 2);
    });
    expect(more).toMatchObject({ oracle: "received-data", cause: "excess" });
  });

  it("say nothing of a connection that falls back since only its SYN wants checksums", () => {
    const syn = option(UNIT, SUBTYPE.capable, { flags: TCP.syn, bits: CAPABLE.checksum });
    const mapping = { flags: TCP.ack | TCP.fin, number: 1, length: 1, window: 2, bits: DSS.mapping };
    const early = option(UNIT, SUBTYPE.dss, mapping);
    const records = [...OPEN.slice(0, 3), syn, ...OPEN.slice(4), early, RECEIVE];
    const program = programOf("mptcp", ...records);
    const fallen = historyOf(program, rig.startNs, rig.run(program));
    expect(fallen.observations.at(-1)).toMatchObject({ type: "call", ret: 1 });
    expect(judge(fallen)).toBeUndefined();
  });

  it("say nothing of numbers that come from a wrong key, which the kernel believes with SYN cookies", () => {
    const program = programOf(
      "mptcp",
      rec(OP.sysctl, 0, { a: sysctlIndex("tcp_syncookies"), b: 2 }),
      ...OPEN.slice(0, 4),
      option(UNIT, SUBTYPE.capable, { flags: TCP.ack | MPTCP.wrong, window: 512 }),
      rec(OP.accept, 0, { a: UNIT }),
      SEND,
    );
    const history = historyOf(program, rig.startNs, rig.run(program));
    expect(history.observations.at(-1)).toMatchObject({ type: "call", ret: 100 });
    expect(judge(history)).toBeUndefined();
  });

  it("know that the window of a subflow is the connection's, and moves without a word", () => {
    const program = programOf(
      "mptcp",
      rec(OP.socket, UNIT),
      rec(OP.setOption, UNIT, { a: optionIndex("SO_RCVBUF") }),
      rec(OP.connect, UNIT, { a: UNIT }),
      option(UNIT, SUBTYPE.capable, { flags: TCP.syn | TCP.ack, bits: 3 * CAPABLE.key }),
      option(UNIT, SUBTYPE.dss, { flags: TCP.ack, length: 16_383, window: 65_535, bits: DSS.ack }),
      segment(UNIT, { flags: TCP.ack, sequence: 1, length: 75, window: 65_535 }),
      option(UNIT, SUBTYPE.capable, { flags: TCP.ack, length: 1, window: 2 }),
    );
    const history = historyOf(program, rig.startNs, rig.run(program));
    // SYN and what it is acknowledged with, 16383 bytes, one, and 75 beyond the window that the kernel has told.
    const acknowledged = history.observations.flatMap((seen) =>
      seen.type === "sent" && seen.segment !== undefined ? [seen.segment.acknowledgment] : [],
    );
    expect((acknowledged.at(-1) ?? 0) - (acknowledged[1] ?? 0)).toBe(16_459);
    expect(judge(history)).toBeUndefined();
  });

  it("see data that is sent with another byte", () => {
    const violation = forge(run(DATA, SEND), (observations) => changeLast(observations, -1));
    expect(violation).toMatchObject({ oracle: "sent-data", cause: "value" });
  });

  it("see a data acknowledgment of what was not sent, and one that goes back", () => {
    // The last byte of a DSS that has nothing but an acknowledgment of 8 bytes.
    const excess = forge(run(DATA), (observations) => changeLast(observations, -1));
    expect(excess).toMatchObject({ oracle: "acknowledgment", cause: "data excess" });
    const back = forge(run(DATA, DATA), (observations) => {
      const acks = observations.flatMap(({ type }, at) => (type === "sent" ? [at] : []));
      const [first = 0, second = 0] = acks.slice(-2);
      const [one, other] = [observations[first], observations[second]];
      if (one?.type !== "sent" || other?.type !== "sent") return;
      observations.splice(second, 1);
      observations.splice(first, 1);
      observations.push(other, one);
    });
    expect(back).toMatchObject({ oracle: "acknowledgment", cause: "data back" });
  });

  it("see a subflow that is open without the right HMAC", () => {
    const wrong = [
      option(SECOND, SUBTYPE.join, { flags: TCP.syn, window: 65_535, identifier: 1, second: UNIT }),
      option(SECOND, SUBTYPE.join, { flags: TCP.ack | MPTCP.wrong, window: 512 }),
    ];
    const violation = forge(run(DATA, ...wrong), (observations) => {
      const at = observations.findLastIndex(({ type }) => type === "sent");
      const sent = observations[at];
      if (sent?.type === "sent" && sent.segment !== undefined)
        observations[at] = { ...sent, segment: { ...sent.segment, flags: TCP.ack } };
    });
    expect(violation).toMatchObject({ oracle: "authentication" });
  });

  it("see an address that is confirmed without the right HMAC", () => {
    const announce = (identifier: number, flags: number): Rec =>
      option(UNIT, SUBTYPE.addAddress, { flags, window: 512, identifier });
    const history = run(DATA, announce(3, TCP.ack | MPTCP.wrong), announce(5, TCP.ack));
    const confirmed = history.observations.findLast(({ type }) => type === "sent");
    assert(confirmed?.type === "sent" && confirmed.segment !== undefined);
    const at = findOption(confirmed.frame, confirmed.segment, 30) ?? 0;
    expect([...confirmed.frame.subarray(at + 2, at + 4)]).toEqual([0x31, 5]);
    const violation = forge(history, (observations) => {
      observations[history.observations.indexOf(confirmed)] = {
        ...confirmed,
        frame: confirmed.frame.with(at + 3, 3),
      };
    });
    expect(violation).toMatchObject({ oracle: "authentication", cause: "address" });
  });

  it("see a DATA_FIN that is told of where data goes on", () => {
    const history = run(DATA, rec(OP.send, UNIT, { a: 3000 }), rec(OP.shutdown, UNIT, { a: 1 }));
    const violation = forge(history, (observations) => {
      const fin = observations.findLast(({ type }) => type === "sent");
      if (fin?.type !== "sent" || fin.segment === undefined) throw new RangeError("no DATA_FIN");
      // Behind the data acknowledgment of 8 bytes: the last but one of the data sequence number.
      const place = (findOption(fin.frame, fin.segment, 30) ?? 0) + 4 + 8 + 6;
      observations.push({ ...fin, frame: fin.frame.with(place, ((fin.frame[place] ?? 0) - 1) & 0xff) });
    });
    expect(violation).toMatchObject({ oracle: "sent-data", cause: "end" });
  });

  it("see a checksum that is told to be wrong, and is not", () => {
    const checksums = rec(OP.sysctl, 0, { a: sysctlIndex("mptcp/checksum_enabled"), b: 1 });
    const join = [
      option(SECOND, SUBTYPE.join, { flags: TCP.syn, window: 65_535, second: UNIT }),
      option(SECOND, SUBTYPE.join, { flags: TCP.ack, window: 512, second: UNIT }),
    ];
    const data = (flags: number): Rec => option(SECOND, SUBTYPE.dss, { ...MAPPED, flags, length: 100 });
    const joined = (last: Rec): History["program"] =>
      programOf("mptcp", checksums, ...OPEN, DATA, ...join, last);
    const program = joined(data(TCP.ack | MPTCP.wrong));
    const history = historyOf(program, rig.startNs, rig.run(program));
    expect(judge(history)).toBeUndefined();
    const right = { ...history, program: joined(data(TCP.ack)) };
    expect(judge(right)).toMatchObject({ oracle: "checksum", cause: "right" });
  });

  it("see an address with a right HMAC that is not confirmed", () => {
    const announce = option(UNIT, SUBTYPE.addAddress, { flags: TCP.ack, window: 512, identifier: 5 });
    const history = run(DATA, announce, rec(OP.advance, 0, { a: 1_000_000 }));
    expect(judge(history)).toBeUndefined();
    const violation = forge(history, (observations) => {
      const confirmed = observations.findLastIndex(({ type }) => type === "sent");
      observations.splice(confirmed, 1);
    });
    expect(violation).toMatchObject({ oracle: "authentication", cause: "not confirmed" });
  });

  it("compare with a run in which MP_FASTCLOSE with a wrong key is an option that nobody knows", () => {
    const close = (flags: number): Rec => option(UNIT, SUBTYPE.fastClose, { flags, window: 512 });
    const without = withoutIgnored(programOf("mptcp", ...OPEN, DATA, close(TCP.ack | MPTCP.wrong), RECEIVE));
    assert(without !== undefined);
    expect(without.records.at(-2)?.flags).toBe(TCP.ack | MPTCP.wrong | (SUBTYPE.unknown << 8));
    const history = run(DATA, close(TCP.ack | MPTCP.wrong), RECEIVE);
    expect(agreement.ignored(history, historyOf(without, rig.startNs, rig.run(without)))).toBeUndefined();
    // A right key is what makes a difference.
    const closed = run(DATA, close(TCP.ack), RECEIVE);
    expect(agreement.ignored(closed, historyOf(without, rig.startNs, rig.run(without)))).toBeDefined();
    expect(withoutIgnored(closed.program)).toBeUndefined();
  });

  it("see data that is not acknowledged in time, and data that is, and cannot be read", () => {
    const late = forge(run(DATA, rec(OP.advance, 0, { a: 1_000_000 })), (observations) => {
      const came = observations.findLastIndex(({ type }) => type === "received");
      for (let at = observations.length - 1; at > came; at--)
        if (observations[at]?.type === "sent") observations.splice(at, 1);
    });
    expect(late).toMatchObject({ oracle: "timely-acknowledgment", cause: "data" });
    const withheld = forge(run(DATA, RECEIVE), (observations) => {
      const call = observations.at(-1);
      if (call?.type !== "call") throw new RangeError("no call");
      observations[observations.length - 1] = { ...call, ret: -11, data: new Uint8Array() };
    });
    expect(withheld).toMatchObject({ oracle: "received-data", cause: "withheld" });
  });

  it("know that an ADD_ADDR is confirmed in the place of a data acknowledgment", () => {
    const history = run(
      rec(OP.send, UNIT, { a: 17_376 }),
      option(UNIT, SUBTYPE.dss, { flags: TCP.ack, length: 3, window: 32, bits: DSS.mapping }),
      option(UNIT, SUBTYPE.dss, { flags: TCP.ack, length: 1, window: 32, bits: DSS.mapping | DSS.ack }),
      option(UNIT, SUBTYPE.addAddress, { flags: TCP.ack }),
      rec(OP.advance, 0, { a: 585_937 }),
    );
    expect(judge(history)).toBeUndefined();
  });

  it("do not know what comes of data behind a mapping that begins with the SYN", () => {
    const program = programOf(
      "mptcp",
      rec(OP.socket, UNIT),
      rec(OP.connect, UNIT, { a: UNIT }),
      option(UNIT, SUBTYPE.capable, { flags: TCP.syn | TCP.ack }),
      option(UNIT, SUBTYPE.dss, { ...MAPPED, sequence: -1, number: 1, length: 2, bits: DSS.mapping }),
      option(UNIT, SUBTYPE.dss, { ...MAPPED, length: 1, bits: DSS.mapping }),
      rec(OP.advance, 0, { a: 1_000_000 }),
    );
    expect(judge(historyOf(program, rig.startNs, rig.run(program)))).toBeUndefined();
  });

  it("see data beyond the window of the connection", () => {
    const violation = forge(run(DATA, SEND), (observations) => {
      for (const [at, seen] of observations.entries())
        if (seen.type === "received" && seen.segment !== undefined)
          observations[at] = { ...seen, segment: { ...seen.segment, window: 0 } };
    });
    expect(violation).toMatchObject({ oracle: "peer-window", cause: "data beyond" });
  });

  it("see MPTCP_INFO that has more acknowledged than the peer has", () => {
    const info = rec(OP.getOption, UNIT, { a: optionIndex("MPTCP_INFO"), flags: 0 });
    const violation = forge(run(DATA, info), (observations) => {
      const call = observations.at(-1);
      if (call?.type !== "call") return;
      expect(call.ret).toBe(0);
      const data = Uint8Array.from(call.data);
      new DataView(data.buffer).setBigUint64(24, new DataView(data.buffer).getBigUint64(16, true) + 1n, true);
      observations[observations.length - 1] = { ...call, data };
    });
    expect(violation).toMatchObject({ oracle: "mptcp-info", cause: "written" });
  });

  it("see a DATA_FIN that is sent again without backing off", () => {
    const history = run(DATA, rec(OP.shutdown, UNIT, { a: 1 }), rec(OP.advance, 0, { a: 20_000_000 }));
    const violation = forge(history, (observations) => {
      const late = observations.flatMap(({ type, timeNs }, at) =>
        type === "sent" && timeNs > rig.startNs + 1e8 ? [at] : [],
      );
      for (const [times, at] of late.entries()) {
        const sent = observations[at];
        if (sent !== undefined) observations[at] = { ...sent, timeNs: rig.startNs + 1e9 + times * 208e6 };
      }
    });
    expect(violation).toMatchObject({ oracle: "back-off", cause: "data-fin" });
  });
});
