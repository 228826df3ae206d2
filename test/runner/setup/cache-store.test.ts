// SPDX-License-Identifier: GPL-2.0
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CacheStore } from "../../../src/runner/setup/cache-store.js";

const KEY = "0123abcd";
const MIB = 1 << 20;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-store-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const writes =
  (content: string | Buffer) =>
  (path: string): void =>
    writeFileSync(path, content);

/** What is found under a key, the other file's content included. */
function found(store: CacheStore, key = KEY) {
  const entry = store.find(key);
  return entry === undefined ? undefined : [entry.about, readFileSync(entry.pages ?? "", "utf8")];
}

describe("CacheStore", () => {
  it("gives back what was put, any JSON, also to another store on the folder", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (about, pages) => {
        new CacheStore(folder).put(KEY, about, writes(pages));
        const known: unknown = JSON.parse(JSON.stringify(about));
        expect(found(new CacheStore(folder))).toEqual([known, Buffer.from(pages).toString()]);
      }),
      { numRuns: 50 },
    );
    expect(readdirSync(folder)).toHaveLength(2);
    expect(new CacheStore(folder).find("none")).toBeUndefined();
  });

  it("takes what is damaged for nothing, and removes it", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean(), (where, change, isCut) => {
        const store = new CacheStore(folder);
        store.put(KEY, { some: "thing" }, writes("pages"));
        const path = join(folder, `${KEY}.json`);
        const bytes = readFileSync(path);
        const at = where % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        if (isCut) truncateSync(path, at);
        else writeFileSync(path, bytes);
        expect(store.find(KEY)).toBeUndefined();
        expect(readdirSync(folder).filter((name) => name.endsWith(".json"))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps what another process was faster to put", () => {
    const store = new CacheStore(folder);
    store.put(KEY, 1, (path) => {
      writeFileSync(path, "slow");
      new CacheStore(folder).put(KEY, 2, writes("fast"));
    });
    expect(found(store)).toEqual([2, "fast"]);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it("leaves no half of an entry when one cannot be written", () => {
    const store = new CacheStore(folder);
    store.put(KEY, 1, writes("one"));
    store.put(KEY, 2, (path) => {
      writeFileSync(path, "tw");
      throw new Error("no room");
    });
    expect(found(store)).toEqual([1, "one"]);
    expect(readdirSync(folder)).toHaveLength(2);
    new CacheStore(join(folder, "missing")).put(KEY, 1, writes("one"));
    expect(new CacheStore(join(folder, "missing")).find(KEY)).toBeUndefined();
  });

  it("drops the entries that were not used for the longest time, beyond its limit", () => {
    const store = new CacheStore(folder, 40 * MIB);
    const days = (count: number): number => Date.now() / 1000 - count * 86_400;
    const age = (key: string, count: number): void => {
      for (const name of readdirSync(folder))
        if (name.startsWith(`${key}.`)) utimesSync(join(folder, name), days(count), days(count));
    };
    const put = (key: string): void => store.put(key, key, writes(Buffer.alloc(16 * MIB, 1)));
    put("a");
    age("a", 9);
    put("b");
    age("b", 8);
    // Used again: younger than b.
    expect(store.find("a")?.about).toBe("a");
    put("c");
    expect(["a", "b", "c"].map((key) => store.find(key)?.about)).toEqual(["a", undefined, "c"]);
    expect(readdirSync(folder)).toHaveLength(4);
  });

  it("counts logs as entries, and looks at the size of all when one begins", () => {
    const store = new CacheStore(folder, 20 * MIB);
    store.put("a", "a", writes(Buffer.alloc(16 * MIB, 1)));
    writeFileSync(store.logPath("old"), Buffer.alloc(8 * MIB, 1));
    for (const name of readdirSync(folder)) {
      const time = Date.now() / 1000 - (name.startsWith("old") ? 86_400 : 0);
      utimesSync(join(folder, name), time, time);
    }
    expect(new CacheStore(folder, 20 * MIB).logPath("old")).toBe(join(folder, "old.log"));
    expect(readdirSync(folder)).toContain("old.log");
    new CacheStore(folder, 20 * MIB).logPath("new");
    expect(readdirSync(folder)).not.toContain("old.log");
    expect(store.find("a")?.about).toBe("a");
  });

  it("removes what processes that were killed have left, and nothing that is not its own", () => {
    new CacheStore(folder).put(KEY, 1, writes("one"));
    const names = ["README", `${KEY}.00.pages`, `${KEY}.00.pages.4711.tmp`];
    for (const name of [...names, ...readdirSync(folder)]) {
      if (names.includes(name)) writeFileSync(join(folder, name), "x");
      utimesSync(join(folder, name), 1, 1);
    }
    new CacheStore(folder).put("other", 1, writes("two"));
    expect(readdirSync(folder).filter((name) => names.includes(name))).toEqual(["README"]);
    expect([found(new CacheStore(folder)), found(new CacheStore(folder), "other")]).toEqual([
      [1, "one"],
      [1, "two"],
    ]);
  });
});
