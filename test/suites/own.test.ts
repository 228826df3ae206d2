// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ktest } from "../cli/support/ktest.js";
import { complaints, dissect } from "../inject/tshark.js";
import { ROOT, runSuite, type SuiteRun } from "./support/run.js";
import { ownScripts } from "./support/scripts.js";

/** For a machine that has more to do. */
const HOOK_MS = 120_000;

describe("our own scripts", () => {
  const folders = [1, 2].map((n) => mkdtempSync(join(tmpdir(), `ktest-own-${n}-`)));
  const runs: SuiteRun[] = [];

  beforeAll(async () => {
    for (const folder of folders) runs.push(await runSuite("--strict", "--pcap", folder, "scripts-tests"));
  }, HOOK_MS);

  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  it("pass in all their variants, and expect every packet", () => {
    const [first] = runs;
    expect(first?.tests.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    expect(first?.status).toBe(0);
    expect(new Set(first?.tests.map(({ script }) => script)).size).toBe(ownScripts().length);
  });

  it.each([
    ["ktest check --werror", ["check", "--werror", "scripts-tests"]],
    ["ktest fmt --check", ["fmt", "--check", "scripts-tests"]],
  ])("are as %s wants them", async (_, args) => {
    const { status, stdout, stderr } = await ktest(args, { cwd: ROOT });
    expect({ status, text: stdout + stderr }).toMatchObject({ status: 0 });
  });

  it("leave the same bytes in two runs", () => {
    const [first = new Map(), second = new Map()] = folders.map(captures);
    expect([...second.keys()]).toEqual([...first.keys()]);
    expect(first.size).toBe(runs[0]?.tests.length);
    const different = [...first].filter(([name, bytes]) => !second.get(name)?.equals(bytes));
    expect(different.map(([name]) => name)).toEqual([]);
  });

  // Sections of pcapng may follow each other in one file, which tshark reads in one go.
  it("leave captures without a malformed packet or a bad checksum that no script asks for", () => {
    const [first = new Map<string, Buffer>()] = folders.map(captures);
    const all = Buffer.concat([...first.values()]);
    const places = dissect(all, ["frame.comment"]);
    expect(places.length).toBeGreaterThan(first.size);
    const found = complaints(all);
    const wanted = found.filter(([frame]) => asksForIt(places[Number(frame) - 1]?.[0]));
    expect(found).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(0);
  });
});

/** Whether a script of that name says in this line, `file.pkt:12`, that a packet is to be wrong. */
function asksForIt(place = ""): boolean {
  const [, file = "", line = ""] = /^(.*):(\d+)$/.exec(place) ?? [];
  return ownScripts()
    .filter(({ name }) => basename(name) === file)
    .some(({ text }) => isOdd(text.split("\n")[Number(line) - 1] ?? ""));
}

/**
 * A wrong checksum or data offset, a coverage that may not be, a quote that ends before what UDP-Lite covers, a
 * home-address option or a routing header of type 2 of another length, a chunk of SCTP as mere bytes.
 */
function isOdd(line: string): boolean {
  const [, length, coverage] = /< udplite .*\((\d+), (\d+)\)/.exec(line) ?? [];
  const isIllegal = Number(coverage) > Number(length) + 8 || (Number(coverage) > 0 && Number(coverage) < 8);
  if (/< .*(CHUNK\[type=|option 0xc9 |routing \(type 2, left 1(\)|, \S+, ))/.test(line)) return true;
  return isIllegal || /< .*(\b(bad_checksum|zero_checksum|bad_crc32c|doff)\b|\[udplite )/.test(line);
}

/** The captures below a folder, by name. */
function captures(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".pcapng"))
    .sort();
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}
