// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Parsed, parse } from "../../../src/dsl/index.js";
import { CacheStore } from "../../../src/runner/setup/cache-store.js";
import { type StoredScript, StoredScripts } from "../../../src/runner/setup/stored-scripts.js";

const suites = fileURLToPath(new URL("../../../scripts-tests", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-scripts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const newProcess = (identity = "same"): StoredScripts => new StoredScripts(new CacheStore(folder), identity);
const sound = (parsed: Parsed): StoredScript => ({ parsed, isSound: true });
const bytes = (text: string): Buffer => Buffer.from(text);

describe("StoredScripts", () => {
  it("give what the parser gives, of all scripts of the suites", () => {
    const paths = globSync("**/*.pkt", { cwd: suites, absolute: true });
    expect(paths.length).toBeGreaterThan(500);
    const first = newProcess();
    for (const path of paths) first.save(path, readFileSync(path), sound(parse(readFileSync(path), path)));
    const later = newProcess();
    const known = paths.filter((path) => {
      const stored = later.load(path, readFileSync(path));
      if (stored !== undefined) expect(stored).toStrictEqual(sound(parse(readFileSync(path), path)));
      return stored !== undefined;
    });
    // Those with options in bytes are parsed anew.
    expect(known.length).toBeGreaterThan(0.95 * paths.length);
    const folders = new Set(known.map((path) => dirname(path)));
    expect(readdirSync(folder)).toHaveLength(folders.size);
  });

  it("know a script by its text and by the parser, under any name in its folder", () => {
    const text = "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n";
    newProcess().save("/a/one.pkt", bytes(text), sound(parse(text, "/a/one.pkt")));
    const again = sound(parse(bytes(text), "/a/two.pkt"));
    expect(newProcess().load("/a/two.pkt", bytes(text))).toStrictEqual(again);
    expect(newProcess().load("/a/one.pkt", bytes(`${text}\n`))).toBeUndefined();
    expect(newProcess("another").load("/a/one.pkt", bytes(text))).toBeUndefined();
  });

  it("leave to the parser what JSON has no notation for", () => {
    const text = "0 < . 1:1(0) ack 1 win 9 <mpcapable v1 flags[flag_h] key[18446744073709551615, 2]>\n";
    newProcess().save("/a/one.pkt", bytes(text), sound(parse(text, "/a/one.pkt")));
    expect(newProcess().load("/a/one.pkt", bytes(text))).toBeUndefined();
  });

  it("leave to the parser what it has something to say of", () => {
    const text = "0 socket(\n";
    const parsed = parse(text, "/a/one.pkt");
    expect(parsed.diagnostics).not.toEqual([]);
    newProcess().save("/a/one.pkt", bytes(text), sound(parsed));
    expect(newProcess().load("/a/one.pkt", bytes(text))).toBeUndefined();
  });
});
