// SPDX-License-Identifier: GPL-2.0
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCompiled, type SaveCode } from "../../src/start/compiled-code.js";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-start-"));
  file = join(folder, "program.cjs");
  writeFileSync(
    file,
    'const { basename } = require("node:path"); exports.name = () => basename(__filename);',
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Exports {
  readonly name: () => string;
}

/** What the program says, and how it is told to leave its code. */
function run(kind = "run"): { readonly said: string; readonly save: SaveCode } {
  const results: { readonly said: string; readonly save: SaveCode }[] = [];
  runCompiled<Exports>(file, kind, (exports, save) => results.push({ said: exports.name(), save }));
  const [result] = results;
  if (result === undefined) throw new Error("the program was not started");
  return result;
}

const codes = (): readonly string[] => readdirSync(folder).filter((name) => name.endsWith(".code"));

describe("runCompiled", () => {
  it("leaves the code when it is told to, once", () => {
    const { said, save } = run();
    expect([said, codes()]).toEqual(["program.cjs", []]);
    save();
    const [code = ""] = codes();
    const bytes = readFileSync(join(folder, code));
    expect(bytes.length).toBeGreaterThan(0);
    const again = run();
    expect(again.said).toBe("program.cjs");
    rmSync(join(folder, code));
    // It was there: nothing is to be left.
    again.save();
    expect(codes()).toEqual([]);
  });

  it("does without code that is damaged, and leaves a good one", () => {
    utimesSync(file, 1, 1);
    run().save();
    const [code = ""] = codes();
    const good = readFileSync(join(folder, code));
    // V8 remembers what it has compiled in this process by the path, too.
    const moved = join(folder, "moved");
    mkdirSync(moved);
    copyFileSync(file, join(moved, "program.cjs"));
    utimesSync(join(moved, "program.cjs"), 1, 1);
    writeFileSync(join(moved, code), good.subarray(0, 100));
    file = join(moved, "program.cjs");
    const { said, save } = run();
    expect(said).toBe("program.cjs");
    save();
    expect(readdirSync(moved)).toEqual(["program.cjs", code]);
    expect(readFileSync(join(moved, code)).length).toBeGreaterThan(100);
  });

  it("has code apart for each text of the program and each kind of work", () => {
    run().save();
    run("check").save();
    writeFileSync(file, 'exports.name = () => "another!" && "program.cjs, the other one";');
    expect(run().said).toBe("program.cjs, the other one");
    run().save();
    expect(codes()).toHaveLength(3);
  });

  it("runs where nothing can be left", () => {
    const { said, save } = run();
    rmSync(folder, { recursive: true });
    save();
    expect(said).toBe("program.cjs");
    folder = mkdtempSync(join(tmpdir(), "ktest-start-")); // for afterEach
  });
});
