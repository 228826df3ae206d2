// SPDX-License-Identifier: GPL-2.0
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const PROGRAM = fileURLToPath(new URL("../../bench/main.mjs", import.meta.url));
const TABLES = new URL("../../bench/table.mjs", import.meta.url).href;

function bench(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [PROGRAM, ...args], { encoding: "utf8" });
}

/** bench/ is plain JavaScript, which a process of its own reads. */
function table(figures: readonly object[]): string[] {
  const code = `import { textTable } from ${JSON.stringify(TABLES)};
    console.log(textTable(${JSON.stringify(figures)}));`;
  const done = spawnSync(process.execPath, ["--input-type=module", "--eval", code], { encoding: "utf8" });
  expect(done.stderr).toBe("");
  return done.stdout.trimEnd().split("\n").slice(1);
}

describe("npm run bench", () => {
  it("tells its options", () => {
    const { status, stdout } = bench("--help");
    expect(status).toBe(0);
    for (const option of ["--only", "--suite", "--packetdrill", "--build", "--json", "--markdown"])
      expect(stdout).toContain(`\n  ${option} `);
  });

  it.each([
    [["--only", "kernel,none"], "bench: --only: no group none, but language, kernel, "],
    [["--packetdrill", "packetdrill"], "bench: --packetdrill needs --suite DIR"],
    [["--every", "0"], "bench: --every takes a number from 1, not 0"],
    [["--onyl", "kernel"], "bench: Unknown option '--onyl'"],
  ])("refuses %j before it measures", (args, message) => {
    const { status, stdout, stderr } = bench(...args);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("measuring");
    expect([status, stdout]).toEqual([2, ""]);
  });

  it("judges by what the unit means", () => {
    const rows = table([
      { name: "time", unit: "s", samples: [3e-6, 1e-6, 2e-6], target: 2.5e-6 },
      { name: "rate", unit: "1/s", samples: [2999], target: 3000 },
      { name: "share", unit: "%", samples: [0.256], target: 0.25 },
      { name: "memory", unit: "B", samples: [120_500_000], target: 120e6 },
      { name: "shrunk", unit: "B", samples: [-2_000_000] },
    ]).map((row) => row.trim().split(/ {2,}/));
    expect(rows).toEqual([
      ["time", "2 µs", "1 µs … 3 µs", "3", "< 2.5 µs", "reached"],
      ["rate", "2,999/s", "1", "> 3,000/s", "missed"],
      ["share", "25.6 %", "1", "> 25 %", "reached"],
      ["memory", "121 MB", "1", "< 120 MB", "missed"],
      ["shrunk", "-2 MB", "1"],
    ]);
  });

  it("says why a row is empty", () => {
    const [row] = table([{ name: "host", unit: "s", samples: [], missing: "unshare: EPERM", target: 1 }]);
    expect(row?.split(/ {2,}/)).toEqual(["host", "–", "0", "< 1 s", "not measured: unshare: EPERM"]);
  });
});
