// SPDX-License-Identifier: GPL-2.0
import { existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type KernelRecord, parseRecord, printRecord } from "../../../src/cli/kernels/record.js";
import { KernelRegistry } from "../../../src/cli/kernels/registry.js";
import { makeFolder } from "../support/folder.js";

const RECORD: KernelRecord = {
  source: "/src/linux",
  variant: "default",
  version: "6.13.0",
  library: "liblinux-6.13.0.so",
  objects: "/cache/build/linux-1/default/objects",
  builtMs: 1_700_000_000_000,
  port: "0123",
};

function add(registry: KernelRegistry, name: string, record = RECORD, content = "library"): void {
  const staged = registry.stage();
  writeFileSync(join(staged, record.library), content);
  writeFileSync(join(staged, record.library.replace(".so", ".constants.json")), "{}");
  registry.publish(name, staged, record);
}

describe("the named builds", () => {
  it("are none at first", () => {
    const registry = new KernelRegistry(makeFolder());
    expect(registry.list()).toEqual([]);
    expect(registry.find("mine")).toBeUndefined();
    expect(registry.find("../x")).toBeUndefined();
  });

  it("are listed in the order of their versions, and nothing else is", () => {
    const cache = makeFolder({ "kernels/README": "a file" });
    const registry = new KernelRegistry(cache);
    for (const name of ["6.12", "6.1", "mine", "6.12-debug"]) add(registry, name);
    registry.stage();
    const names = registry.list().map((entry) => (entry.type === "kernel" ? entry.kernel.name : entry));
    expect(names.filter((name) => typeof name === "string")).toEqual(["6.1", "6.12", "6.12-debug", "mine"]);
    expect(registry.find("6.1")).toEqual({
      type: "kernel",
      kernel: { ...RECORD, name: "6.1", path: join(cache, "kernels/6.1", RECORD.library), size: 7 },
    });
  });

  it("have nothing left of a build before", () => {
    const cache = makeFolder();
    const registry = new KernelRegistry(cache);
    add(registry, "mine");
    add(registry, "mine", { ...RECORD, version: "6.14.0", library: "liblinux-6.14.0.so" }, "newer library");
    expect(readdirSync(join(cache, "kernels")).sort()).toEqual(["mine"]);
    expect(readdirSync(join(cache, "kernels/mine")).sort()).toEqual([
      "kernel.json",
      "liblinux-6.14.0.constants.json",
      "liblinux-6.14.0.so",
    ]);
  });

  it("are known as damaged when something is missing or foreign", () => {
    const cache = makeFolder();
    const registry = new KernelRegistry(cache);
    const damage = (name: string, act: (folder: string) => void): unknown => {
      add(registry, name);
      act(join(cache, "kernels", name));
      return registry.find(name);
    };
    const damaged = (name: string, reason: string): unknown => ({ type: "damaged", name, reason });
    expect(damage("a", (folder) => rmSync(join(folder, "kernel.json")))).toEqual(
      damaged("a", "there is no kernel.json"),
    );
    expect(damage("b", (folder) => writeFileSync(join(folder, "kernel.json"), "{}"))).toEqual(
      damaged("b", "kernel.json is not what ktest writes"),
    );
    expect(damage("c", (folder) => rmSync(join(folder, RECORD.library)))).toEqual(
      damaged("c", "liblinux-6.13.0.so is gone"),
    );
  });

  it("lose what a killed build has left only after a day", () => {
    const cache = makeFolder();
    const registry = new KernelRegistry(cache);
    const [old, young] = [registry.stage(), registry.stage()];
    const before = new Date(Date.now() - 2 * 86_400_000);
    utimesSync(old, before, before);
    registry.stage();
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });

  it("go when they are removed", () => {
    const cache = makeFolder();
    const registry = new KernelRegistry(cache);
    add(registry, "mine");
    registry.remove("mine");
    expect(registry.list()).toEqual([]);
    expect(readdirSync(join(cache, "kernels"))).toEqual([]);
  });
});

describe("kernel.json", () => {
  const text = fc.string({ minLength: 1 });
  it("is read as it was written", () => {
    const record = fc.record(
      {
        source: text,
        debian: text,
        variant: text,
        version: text,
        library: text.filter((name) => !name.includes("/")),
        objects: text,
        builtMs: fc.nat(),
        port: text,
      },
      { requiredKeys: ["source", "variant", "version", "library", "objects", "builtMs", "port"] },
    );
    fc.assert(
      fc.property(record, (value) => {
        expect(parseRecord(printRecord(value))).toEqual({ ...value });
      }),
    );
  });

  it.each(["", "null", "[]", "{", '{"source":1}'])("is not %j", (damaged) => {
    expect(parseRecord(damaged)).toBeUndefined();
  });

  it("names no file elsewhere", () => {
    expect(parseRecord(printRecord({ ...RECORD, library: "../../x.so" }))).toBeUndefined();
  });
});
