// SPDX-License-Identifier: GPL-2.0
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findLibrary } from "../../src/kernel/index.js";

const kernel = fileURLToPath(new URL("../../kernel/", import.meta.url));
const library = findLibrary();
const release = /liblinux-(.*)\.so$/.exec(basename(library))?.[1];
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-examples-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Compiles kernel/examples/NAME.c; path of the program. */
function compile(name: string, ...more: readonly string[]): string {
  const program = join(folder, name);
  const source = join(kernel, "examples", `${name}.c`);
  execFileSync("cc", ["-Wall", "-Werror", "-I", join(kernel, "include"), source, "-o", program, ...more]);
  return program;
}

/** What a program prints, the same in each of two runs. */
function output(program: string, ...args: readonly string[]): string {
  const env = { ...process.env, LD_LIBRARY_PATH: dirname(library) };
  const run = (): string => execFileSync(program, args, { env, encoding: "utf8" });
  const first = run();
  expect(run()).toBe(first);
  return first;
}

describe("programs in C", () => {
  it("boot the library, inject a SYN and see the SYN-ACK and its retransmissions", () => {
    expect(output(compile("hello", library))).toBe(`Linux ${release} is up at 1.000000 s
1.500000 s: 44 bytes, SYN ACK from port 8080, ack 1001
2.504000 s: 44 bytes, SYN ACK from port 8080, ack 1001
4.552000 s: 44 bytes, SYN ACK from port 8080, ack 1001
`);
  });

  it("load it twice with dlmopen, and the two instances connect", () => {
    const lines = output(compile("two"), library).split("\n");
    expect(lines.filter((line) => line.includes(">"))).toEqual([
      "1.000000 s  client > SYN",
      "1.010000 s  server > SYN ACK",
      "1.020000 s  client > ACK",
    ]);
    expect(lines.slice(-4)).toEqual([
      "1.020000 s  client > ACK",
      "1.020000 s  client: call returned 0",
      "1.030000 s  server: call returned 4",
      "",
    ]);
  });
});
