// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rec } from "../../../src/fuzz/commands/command.js";
import { Corpus } from "../../../src/fuzz/corpus/corpus.js";
import { OP } from "../../../src/fuzz/program/operations.js";
import { encodeProgram, type Program } from "../../../src/fuzz/program/program.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-corpus-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(a: number): Program {
  return { protocol: "udp", isIpv6: true, schedule: 7, records: [rec(OP.send, 1, { a })] };
}

describe("a corpus", () => {
  it("has each program once, and gives all of them back", () => {
    const corpus = new Corpus(folder);
    for (const a of [1, 2, 1]) corpus.add(program(a));
    const said: string[] = [];
    const read = new Corpus(folder).read((line) => said.push(line));
    expect(read).toHaveLength(2);
    expect(read).toEqual(expect.arrayContaining([program(1), program(2)]));
    expect(said).toEqual([]);
  });

  it("sets aside what is damaged, and says so", () => {
    const corpus = new Corpus(folder);
    corpus.add(program(1));
    const [name = ""] = readdirSync(folder);
    writeFileSync(join(folder, name), encodeProgram(program(2)));
    writeFileSync(join(folder, "short.prog"), "x");
    const said: string[] = [];
    expect(corpus.read((line) => said.push(line))).toEqual([]);
    expect(said).toHaveLength(2);
    expect(said[0]).toContain("is damaged, and was moved to");
    expect(readdirSync(join(folder, "broken")).sort()).toEqual([name, "short.prog"].sort());
    expect(corpus.read((line) => said.push(line))).toEqual([]);
    expect(said).toHaveLength(2);
  });

  it("reads files of libFuzzer and AFL++, and makes none of its own of them", () => {
    const write = (name: string, bytes: Uint8Array): void => writeFileSync(join(folder, name), bytes);
    const [first, second] = [encodeProgram(program(1)), encodeProgram(program(2))];
    write("a".repeat(40), first);
    write("id:000001,src:000000,time:5,execs:9,op:havoc,rep:2", Buffer.concat([second, Buffer.from("rest")]));
    write("id:000002,orig:same", second);
    write("b".repeat(40), new Uint8Array(30));
    write("README.txt", first);
    const corpus = new Corpus(folder);
    const said: string[] = [];
    const read = corpus.read((line) => said.push(line));
    expect(read).toEqual([program(1), program(2)]);
    expect(said).toEqual([]);
    const before = readdirSync(folder);
    corpus.add(program(1));
    expect(readdirSync(folder)).toEqual(before);
    corpus.remove(program(2));
    expect(readdirSync(folder)).toEqual(before.filter((name) => !name.startsWith("id:")));
  });

  it("knows the program that ran when a process ended, but not after an orderly end", () => {
    const lost = new Corpus(folder);
    lost.running(encodeProgram(program(1)));
    lost.running(encodeProgram({ ...program(2), records: [] }));
    const next = new Corpus(folder);
    expect(next.takeLost()).toEqual({ ...program(2), records: [] });
    expect(next.takeLost()).toBeUndefined();
    next.running(encodeProgram(program(1)));
    next.close();
    expect(new Corpus(folder).takeLost()).toBeUndefined();
    lost.close();
  });
});
