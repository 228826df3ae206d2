// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findLibrary } from "../../src/kernel/index.js";
import { boot, codeOf } from "./support.js";

let folder = "";
let path = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-library-"));
  path = join(folder, "liblinux.so");
});
afterAll(() => rmSync(folder, { recursive: true }));

const codeOfBooting = (bytes: Uint8Array): unknown => {
  writeFileSync(path, bytes);
  return codeOf(() => boot({ library: path }));
};

describe("what is not a library", () => {
  it("is refused with the reason", () => {
    expect(codeOf(() => boot({ library: folder }))).toBe("KTEST_BAD_LIBRARY");
    expect(codeOf(() => boot({ library: process.execPath }))).toBe("KTEST_BAD_LIBRARY");
    expect(codeOf(() => boot({ library: join(folder, "missing") }))).toBe("ENOENT");
    expect(codeOfBooting(Buffer.from("not a library"))).toBe("KTEST_BAD_LIBRARY");
  });

  it("is refused when it is cut short anywhere in its segments", () => {
    const whole = readFileSync(findLibrary());
    const headers = whole.readUInt16LE(56);
    const segmentsEnd = Math.max(
      ...Array.from({ length: headers }, (_, i) => {
        const at = Number(whole.readBigUInt64LE(32)) + i * 56;
        return whole.readUInt32LE(at) === 1
          ? Number(whole.readBigUInt64LE(at + 8) + whole.readBigUInt64LE(at + 32))
          : 0;
      }),
    );
    fc.assert(
      fc.property(fc.nat(segmentsEnd - 1), (length) => {
        expect(codeOfBooting(whole.subarray(0, length))).toBe("KTEST_BAD_LIBRARY");
      }),
      { numRuns: 30 },
    );
  });

  it("is refused when a field of its header is another", () => {
    const whole = readFileSync(findLibrary());
    /* e_ident's magic, class and byte order; e_type, e_machine, e_phentsize, e_phnum. */
    const fields = [0, 1, 2, 3, 4, 5, 16, 18, 54, 57];
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        expect(codeOfBooting(bytes)).toBe("KTEST_BAD_LIBRARY");
      }),
      { numRuns: 30 },
    );
  });
});
