// SPDX-License-Identifier: GPL-2.0
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RecordLog } from "../../../src/runner/setup/record-log.js";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-log-"));
  path = join(folder, "a.log");
});
afterEach(() => rmSync(folder, { recursive: true }));

const keyOf = (number: number): string => number.toString(16).padStart(40, "0");
const texts = (log: RecordLog, key: number): readonly string[] =>
  log.find(keyOf(key)).map((body) => body.toString());

/** Keys are few, so that some records share one; some bodies look like the beginning of a record. */
const records = fc.array(
  fc.tuple(fc.nat(3), fc.oneof(fc.string(), fc.constantFrom("ktestrec", "ktestrec\0\0\0\0", "ktest"))),
  { minLength: 1, maxLength: 8 },
);

/** What a log that was given these has under each key. */
function expected(added: readonly (readonly [number, string])[], key: number): readonly string[] {
  const known = added.filter(([other]) => other === key).map(([, body]) => body);
  return [...new Set(known)];
}

describe("RecordLog", () => {
  it("gives back what was added, to this process and to others, once if it was equal", () => {
    fc.assert(
      fc.property(records, (added) => {
        rmSync(path, { force: true });
        const log = new RecordLog(path);
        const other = new RecordLog(path);
        for (const [key, body] of added) log.add(keyOf(key), Buffer.from(body));
        for (let key = 0; key < 4; key++)
          for (const reader of [log, other, new RecordLog(path)])
            expect(texts(reader, key)).toEqual(expected(added, key));
      }),
      { numRuns: 100 },
    );
    expect(readdirSync(folder)).toEqual(["a.log"]);
  });

  it("does without a record that is damaged, and keeps the others", () => {
    fc.assert(
      fc.property(records, fc.nat(), fc.integer({ min: 1, max: 255 }), (added, where, change) => {
        rmSync(path, { force: true });
        const distinct = added.map(([key, body], index) => [key, `${index} ${body}`] as const);
        const log = new RecordLog(path);
        const ends = distinct.map(([key, body]) => {
          log.add(keyOf(key), Buffer.from(body));
          return statSync(path).size;
        });
        const bytes = readFileSync(path);
        const at = where % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        writeFileSync(path, bytes);
        const victim = ends.findIndex((end) => at < end);
        const rest = distinct.filter((_, index) => index !== victim);
        const damaged = new RecordLog(path);
        for (let key = 0; key < 4; key++) expect(texts(damaged, key)).toEqual(expected(rest, key));
      }),
      { numRuns: 300 },
    );
  });

  it("goes on after a record that was cut, as on a full disk", () => {
    const log = new RecordLog(path);
    log.add(keyOf(1), Buffer.from("whole"));
    const whole = readFileSync(path);
    for (let cut = 1; cut < whole.length; cut++) {
      writeFileSync(path, whole);
      const reader = new RecordLog(path);
      appendFileSync(path, whole.subarray(0, cut));
      expect(texts(reader, 2)).toEqual([]);
      new RecordLog(path).add(keyOf(2), Buffer.from(`after ${cut}`));
      expect(texts(reader, 2)).toEqual([`after ${cut}`]);
      expect(texts(new RecordLog(path), 1)).toEqual(["whole"]);
    }
  });

  it("sees what others add while it is in use", () => {
    const [one, other] = [new RecordLog(path), new RecordLog(path)];
    one.add(keyOf(1), Buffer.from("one"));
    other.add(keyOf(1), Buffer.from("one"));
    other.add(keyOf(2), Buffer.from("two"));
    expect([texts(one, 2), texts(other, 1)]).toEqual([["two"], ["one"]]);
    const { size } = statSync(path);
    new RecordLog(path).add(keyOf(1), Buffer.from("one"));
    expect(statSync(path).size).toBe(size);
  });

  it("loses its older half beyond its limit", () => {
    const log = new RecordLog(path);
    const body = (number: number): Buffer => Buffer.alloc(1000, number);
    for (let number = 0; number < 10; number++) log.add(keyOf(number), body(number));
    const short = new RecordLog(path, 8000);
    const kept = Array.from({ length: 10 }, (_, number) => short.find(keyOf(number)).length);
    expect(kept).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    expect(statSync(path).size).toBeLessThan(8000);
    short.add(keyOf(11), body(11));
    expect(new RecordLog(path).find(keyOf(11))).toEqual([body(11)]);
    // A process that has read the long one goes on.
    log.add(keyOf(12), body(12));
    expect(log.find(keyOf(0))).toEqual([body(0)]);
    expect(new RecordLog(path).find(keyOf(12))).toEqual([body(12)]);
  });

  it("is empty where nothing can be read or written", () => {
    for (const place of [join(folder, "missing/a.log"), folder]) {
      const log = new RecordLog(place);
      log.add(keyOf(1), Buffer.from("one"));
      expect(log.find(keyOf(1))).toEqual([]);
    }
  });
});
