// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { load } from "../../../src/dsl/index.js";
import { encode } from "../../../src/inject/index.js";
import type { RunOutcome } from "../../../src/runner/run/outcome.js";
import { judgeStrictly } from "../../../src/runner/strict/judge.js";
import type { FakeKernel } from "../helpers/fake-kernel.js";
import { FILE, fakeKernel, runFake } from "../helpers/run-fake.js";

const DEVICE = 2;
const MS = 1_000_000;

const CONNECTED = `0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 3
+0 bind(3, ..., ...) = 0
+0 connect(3, ..., ...) = 0
`;

/** A datagram of the socket. */
function datagram(length: number): Uint8Array {
  return encode({
    headers: [
      {
        type: "ipv4",
        tos: 0,
        id: 0,
        flags: 0,
        fragmentOffset: 0,
        ttl: 64,
        protocol: 17,
        source: Uint8Array.of(192, 168, 0, 1),
        destination: Uint8Array.of(192, 0, 2, 1),
        options: new Uint8Array(),
      },
      { type: "udp", sourcePort: 8080, destinationPort: 8080 },
    ],
    payload: new Uint8Array(length),
  });
}

/** write() of n bytes sends them now, and n + 1 bytes 10 ms later. */
function writing(): FakeKernel {
  return fakeKernel((name, { args }, kernel) => {
    if (name !== "write") return 0;
    const length = Number(args[2]);
    kernel.send(DEVICE, datagram(length));
    kernel.after(10 * MS, () => kernel.send(DEVICE, datagram(length + 1)));
    return length;
  });
}

function judged(text: string, kernel: FakeKernel): RunOutcome {
  const run = runFake(text, kernel);
  expect(run.problems).toEqual([]);
  return judgeStrictly(run, load(text, FILE).script, FILE);
}

/** Line and message of each finding. */
function findings({ problems }: RunOutcome): readonly string[] {
  return problems.map(({ diagnostic: { span, message } }) => `${span.line} ${message}`);
}

const unexpected = (line: number, packet: string) =>
  `${line} the script does not expect this packet: ${packet}`;

describe("judgeStrictly", () => {
  it.each([
    ["all that is sent is expected", "0.1 write(3, ..., 5) = 5\n+0 > udp (5)\n+.01 > udp (6)\n", []],
    ["at the end", "0.1 write(3, ..., 5) = 5\n", [unexpected(4, "0.100000 > udp 8080 > 8080 (5)")]],
    [
      "behind an expected one, before the next event",
      "0.1 write(3, ..., 5) = 5\n+0 > udp (5)\n+.1 close(3) = 0\n",
      [unexpected(5, "0.110000 > udp (6)")],
    ],
  ])("%s", (_, events, expected) => {
    const text = CONNECTED + events;
    expect(findings(judged(text, writing()))).toEqual(expected);
  });

  it("leaves a run alone that failed", () => {
    const text = `${CONNECTED}0.1 write(3, ..., 5) = 6\n`;
    const run = runFake(text, writing());
    expect(judgeStrictly(run, load(text, FILE).script, FILE)).toBe(run);
  });

  it("counts packets of nobody's connection, and none that came before time 0", () => {
    const kernel = fakeKernel((name, _, self) => {
      if (name === "connect") self.send(DEVICE, Uint8Array.of(0x45, 0));
      return 0;
    });
    kernel.after(1, () => kernel.send(DEVICE, datagram(3)));
    expect(findings(judged(CONNECTED, kernel))).toEqual([
      unexpected(3, "0.000002 > 2 bytes: ipv4 header at byte 0: 2 bytes of at least 20"),
    ]);
  });

  it("tells ten of many, and how many more there are", () => {
    const kernel = fakeKernel((name, _, self) => {
      if (name === "connect") for (let i = 0; i < 12; i++) self.send(DEVICE, datagram(i));
      return 0;
    });
    const { problems, verdict } = judged(CONNECTED, kernel);
    expect([problems.length, verdict]).toEqual([10, "fail"]);
    expect(problems[9]?.diagnostic.notes.at(-1)?.message).toMatch(/^there are 2 more packets/);
  });

  it("does not take for warnings what DCCP remarks about packets", () => {
    const kernel = fakeKernel((name, _, self) => {
      if (name !== "connect") return 0;
      self.log(4, "dccp_check_seqno: Step 6 failed for DATA packet, sending SYNC...");
      self.log(3, "sctp: protocol violation state 3 chunkid 8");
      self.log(2, "DCCP(0000000045d7ee86): option 44(len=4) not implemented at net/dccp/options.c:235/f()");
      self.log(2, 'BUG: "x" holds (exception!) at net/dccp/ccids/ccid3.c:81/ccid3_update_send_interval()');
      return 0;
    });
    expect(findings(judged(CONNECTED, kernel))).toEqual([
      '3 the kernel warns: BUG: "x" holds (exception!) at net/dccp/ccids/ccid3.c:81/ccid3_update_send_interval()',
    ]);
  });

  it("finds warnings of the kernel, one of each backtrace", () => {
    const kernel = fakeKernel((name, _, self) => {
      if (name !== "connect") return 0;
      self.log(6, "TCP: cubic registered");
      self.log(4, "UDPLite: UDP-Lite is deprecated and scheduled to be removed in 2025, please contact us");
      self.log(4, "WARNING: CPU: 0 PID: 1 at net/ipv4/tcp.c:1 tcp_close+0x1");
      self.log(4, "Call Trace:");
      return 0;
    });
    expect(findings(judged(CONNECTED, kernel))).toEqual([
      "3 the kernel warns: WARNING: CPU: 0 PID: 1 at net/ipv4/tcp.c:1 tcp_close+0x1",
    ]);
  });
});
