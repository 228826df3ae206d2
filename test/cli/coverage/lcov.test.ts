// SPDX-License-Identifier: GPL-2.0
import { expect, it } from "vitest";
import { printLcov } from "../../../src/cli/coverage/lcov.js";

it("prints a tracefile: files by name, functions and lines by line, and their sums", () => {
  const lines = (...counts: [number, number][]): ReadonlyMap<number, number> => new Map(counts);
  const text = printLcov([
    { file: "/linux/net/ipv4/udp.c", lines: lines([9, 0]), functions: new Map() },
    {
      file: "/linux/net/ipv4/tcp.c",
      lines: lines([20, 0], [7, 3], [101, 1]),
      functions: new Map([
        ["tcp_close", { line: 100, count: 0 }],
        ["tcp_init_sock", { line: 6, count: 3 }],
      ]),
    },
  ]);
  expect(text).toBe(`TN:
SF:/linux/net/ipv4/tcp.c
FN:6,tcp_init_sock
FN:100,tcp_close
FNDA:3,tcp_init_sock
FNDA:0,tcp_close
FNF:2
FNH:1
DA:7,3
DA:20,0
DA:101,1
LF:3
LH:2
end_of_record
TN:
SF:/linux/net/ipv4/udp.c
FNF:0
FNH:0
DA:9,0
LF:1
LH:0
end_of_record
`);
});
