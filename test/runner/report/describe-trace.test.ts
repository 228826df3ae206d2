// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { Connections } from "../../../src/inject/mapping/connections.js";
import { traceLines } from "../../../src/runner/report/describe-trace.js";
import type { TraceEvent } from "../../../src/runner/trace/trace.js";
import { V4 } from "../../inject/script.js";

/** A router solicitation: IPv6, ICMPv6, type 133. */
const SOLICITATION = Uint8Array.from([
  ...[0x60, 0, 0, 0, 0, 8, 58, 255],
  ...new Array<number>(32).fill(0),
  ...[133, 0, 0, 0, 0, 0, 0, 0],
]);

describe("what is compared with another kernel", () => {
  const at = { timeNs: 1_000_005_000, line: 3 };
  const lines = (...events: readonly TraceEvent[]): unknown =>
    traceLines({ startNs: 1_000_000_000, events }, new Connections(V4));

  it("has times since the start of the script, and its lines", () => {
    expect(
      lines(
        {
          timeNs: 999_000_000,
          line: 1,
          type: "command",
          text: "echo a",
          status: 0,
          stdout: "a\n",
          stderr: "",
        },
        { ...at, type: "log", level: 4, text: "out of memory" },
      ),
    ).toEqual([
      { ns: -1_000_000, line: 1, text: "`echo a`\na" },
      { ns: 5000, line: 3, text: "kernel: out of memory", compared: "kernel: out of memory" },
    ]);
  });

  it("leaves out upkeep, and what follows from the rest", () => {
    expect(
      lines(
        { ...at, type: "frame", direction: "outbound", device: 1, data: SOLICITATION },
        { ...at, type: "timing", what: "packet", offNs: 5, toleranceNs: 10 },
        { ...at, type: "clock", fromNs: 0 },
        { ...at, type: "expected", frames: [0] },
      ),
    ).toEqual([]);
  });

  it("has no pointers of the kernel's, which are random", () => {
    expect(lines({ ...at, type: "log", level: 4, text: "DCCP(0000000045d7ee86): error=5" })).toEqual([
      {
        ns: 5000,
        line: 3,
        text: "kernel: DCCP(0000000045d7ee86): error=5",
        compared: "kernel: DCCP(pointer): error=5",
      },
    ]);
  });

  it("keeps apart the values that code blocks saw", () => {
    expect(lines({ ...at, type: "tcp-info", variables: new Map([["tcpi_snd_cwnd", "10"]]) })).toEqual([
      { ns: 5000, line: 3, text: "tcp_info", values: { tcpi_snd_cwnd: "10" } },
    ]);
  });
});
