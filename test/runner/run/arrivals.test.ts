// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { fakeKernel, runFake } from "../helpers/run-fake.js";

const LISTENER = `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
`;

/** When the stack got each frame, in µs after the first, and whether together with the next one. */
function received(option: string, packets: string) {
  const kernel = fakeKernel();
  const { report } = runFake(`${option}\n${LISTENER}${packets}`, kernel);
  expect(report).toBe("");
  const [first] = kernel.received;
  return kernel.received.map(({ timeNs, more }) => [(timeNs - (first?.timeNs ?? 0)) / 1000, more]);
}

const THREE = "+1 < S 0:0(0) win 9\n+0 < S 0:0(0) win 9\n+0 < S 0:0(0) win 9\n+1 close(3) = 0\n";

describe("frames", () => {
  it("reach the stack one by one, 1 us apart, or as far as the script says", () => {
    const alone = [0, 1, 2].map((time) => [time, false]);
    expect(received("--mtu=1500", THREE)).toEqual(alone);
    expect(received("--event_nsecs=5000", THREE)).toEqual(alone.map(([time]) => [Number(time) * 5, false]));
    expect(received("--event_nsecs=0", THREE)).toEqual(alone.map(() => [0, false]));
  });

  it("of one instant reach it together with receive offload", () => {
    expect(received("--gro_usecs=0", THREE)).toEqual([
      [0, true],
      [0, true],
      [0, false],
    ]);
  });

  it("of one interval reach it at its end, which counts from the first", () => {
    const packets =
      "+1 < S 0:0(0) win 9\n+.00001 < S 0:0(0) win 9\n+.00002 < S 0:0(0) win 9\n+1 close(3) = 0\n";
    expect(received("--gro_usecs=30", packets)).toEqual([
      [0, true],
      [0, true],
      [0, false],
    ]);
    expect(received("--gro_usecs=29", packets)).toEqual([
      [0, true],
      [0, false],
      [30, false],
    ]);
  });
});
