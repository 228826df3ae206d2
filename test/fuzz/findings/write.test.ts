// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rec } from "../../../src/fuzz/commands/command.js";
import { segment, TCP } from "../../../src/fuzz/commands/tcp/segment.js";
import { writeFinding } from "../../../src/fuzz/findings/write.js";
import type { History, Observation } from "../../../src/fuzz/history/history.js";
import type { Instead } from "../../../src/fuzz/oracles/oracle.js";
import { OP } from "../../../src/fuzz/program/operations.js";
import type { Rig } from "../../../src/fuzz/rig/rig.js";
import type { TestExecutor } from "../../../src/runner/index.js";
import { makeRig, programOf } from "../support.js";
import { CONSTANTS, strictExecutor } from "./support.js";

/** A server reads 100 bytes and sends 50, which nobody acknowledges for a second. */
const PROGRAM = programOf(
  "tcp",
  rec(OP.socket, 0),
  rec(OP.bind, 0),
  rec(OP.listen, 0, { a: 1 }),
  segment(1, { flags: TCP.syn, window: 65_535 }),
  segment(1, { flags: TCP.ack, window: 65_535 }),
  rec(OP.accept, 0, { a: 1 }),
  segment(1, { flags: TCP.ack, window: 65_535, length: 100 }),
  rec(OP.receive, 1, { a: 1000 }),
  rec(OP.send, 1, { a: 50 }),
  rec(OP.advance, 0, { a: 1_000_000 }),
);

// The kernel is right, and the rules are made up: what they want instead is wrong, or it is what there is.
describe("the script of a finding", () => {
  let rig: Rig;
  let executor: TestExecutor;
  let history: History;
  const folder = mkdtempSync(join(tmpdir(), "ktest-findings-"));

  beforeAll(() => {
    rig = makeRig();
    executor = strictExecutor();
    history = rig.history(PROGRAM);
  });

  afterAll(() => {
    executor.close();
    rig.close();
    rmSync(folder, { recursive: true });
  });

  const call = (op: number) => (one: Observation) => one.type === "call" && one.rec.op === op;
  const sent = (length: number) => (one: Observation) =>
    one.type === "sent" && one.segment?.length === length;

  let count = 0;

  /** The script, and whether it fails at its point. */
  function written(where: (one: Observation) => boolean, instead?: Instead, which = 0) {
    const index = [...history.observations.keys()].filter((at) => {
      const one = history.observations[at];
      return one !== undefined && where(one);
    })[which];
    if (index === undefined) throw new Error("the history has no such thing");
    const violation = {
      oracle: "made-up",
      message: "no",
      cause: String(count++),
      index,
      ...(instead && { instead }),
    };
    const finding = { violation, original: PROGRAM, program: PROGRAM, history, execs: 1 };
    const { script, isReproduced } = writeFinding(finding, folder, CONSTANTS, executor);
    return { text: readFileSync(script ?? "", "utf8"), isReproduced };
  }

  it("leaves out a packet that must not be", () => {
    const { text, isReproduced } = written(sent(50));
    expect(isReproduced).toBe(true);
    expect(text).toContain("send(4, ..., 50, MSG_DONTWAIT) = 50\n");
    expect(text).not.toContain("> 8080 > 40001 P. 1:51(50)");
  });

  it("goes on until a packet that nothing of the script causes", () => {
    const { text, isReproduced } = written(sent(50), undefined, 1);
    expect(isReproduced).toBe(true);
    expect(text.match(/P\. 1:51\(50\)/g)).toHaveLength(1);
    expect(text).toMatch(/0\.2\d+ %\{ pass \}%\n$/);
  });

  it.each([
    ["a result", { ret: 99 }, "recv(4, ..., 1000, MSG_DONTWAIT) = 99"],
    ["data", { position: 1 }, "recv(4, pattern(1), 1000, MSG_DONTWAIT) = 100"],
    ["an event", { event: "%{ assert tcpi_state == TCP_CLOSE }%" }, "%{ assert tcpi_state == TCP_CLOSE }%"],
    [
      "a packet at any time",
      { event: "> 8080 > 40001 F. 1:1(0) ack 101 <...>", until: Number.POSITIVE_INFINITY },
      "* > 8080 > 40001 F. 1:1(0) ack 101 <...>",
    ],
  ])("expects %s instead of what a call does", (_, instead, line) => {
    const { text, isReproduced } = written(call(OP.receive), instead);
    expect(text.trimEnd().split("\n").at(-1)?.trimStart()).toContain(line);
    expect(isReproduced).toBe(true);
  });

  it("expects other words and other contents of a packet", () => {
    expect(written(sent(50), { words: [/ ack \d+/, " ack 100"] }).text).toContain("P. 1:51(50) ack 100");
    const { text, isReproduced } = written(sent(50), { position: 3 });
    expect(text).toMatch(
      /send\(4, pattern\(0\), 50, MSG_DONTWAIT\) = 50\n.*P\. 1:51\(50\) .* pattern\(3\)\n$/,
    );
    expect(isReproduced).toBe(true);
  });

  it("expects a packet that should have been sent again", () => {
    const synAck = history.observations.findIndex(({ type }) => type === "sent");
    const { text, isReproduced } = written(call(OP.accept), { again: synAck });
    expect(text).toMatch(/\n +\* > 8080 > 40001 S\. 0:0\(0\) .*\n$/);
    expect(isReproduced).toBe(true);
  });

  it("expects what another run has done", () => {
    const records = PROGRAM.records.map((one) => (one.op === OP.send ? { ...one, a: 60 } : one));
    const other = rig.history({ ...PROGRAM, records });
    const index = other.observations.findIndex(sent(60));
    const { text, isReproduced } = written(sent(50), { twin: { history: other, index } });
    expect(text).toMatch(/send\(4, \.\.\., 50, MSG_DONTWAIT\) = 50\n.*P\. 1:61\(60\) ack 101.*\n$/);
    expect(isReproduced).toBe(true);
    const returned = other.observations.findIndex(call(OP.send));
    expect(written(call(OP.send), { twin: { history: other, index: returned } })).toMatchObject({
      text: expect.stringMatching(/send\(4, \.\.\., 50, MSG_DONTWAIT\) = 60\n$/),
      isReproduced: true,
    });
  });

  it("expects that a packet makes no difference", () => {
    // An acknowledgment of the data does make one: it is sent again only without.
    const ack = segment(1, { flags: TCP.ack, window: 65_535 });
    const records = [...PROGRAM.records.slice(0, -1), ack, ...PROGRAM.records.slice(-1)];
    const program = { ...PROGRAM, records };
    const nothing = records.map((one) => (one === ack ? rec(OP.nothing, 0) : one));
    const violation = {
      ...{ oracle: "made-up", message: "no", cause: String(count++) },
      index: rig.history(program).observations.length - 1,
      instead: { without: rig.history({ ...program, records: nothing }) },
    };
    const finding = { violation, original: program, program, history: rig.history(program), execs: 1 };
    const { script, isReproduced } = writeFinding(finding, folder, CONSTANTS, executor);
    const text = readFileSync(script ?? "", "utf8");
    expect(text).toMatch(/< 40001 > 8080 \. 101:101\(0\) ack 51 .*\n.*0\.2\d+ > 8080 > 40001 P\. 1:51\(50\)/);
    expect(isReproduced).toBe(true);
  });

  it.each([
    ["a result", { ret: 100 }],
    ["data", { position: 0 }],
    ["an event", { event: "%{ assert tcpi_state == TCP_ESTABLISHED }%" }],
  ])("is no proof if what it wants is there: %s", (_, instead: Instead) => {
    expect(written(call(OP.receive), instead).isReproduced).toBe(false);
  });
});
