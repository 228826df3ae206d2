// SPDX-License-Identifier: GPL-2.0
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { chooseKernel } from "../../../src/cli/kernels/choose.js";
import { versionOf } from "../../../src/cli/kernels/names.js";
import { KernelRegistry } from "../../../src/cli/kernels/registry.js";
import { findLibrary } from "../../../src/kernel/library.js";
import { makeFolder } from "../support/folder.js";

const PORT = "0123";
const OWN = versionOf(findLibrary()) ?? "";
let registry: KernelRegistry;

beforeEach(() => {
  registry = new KernelRegistry(makeFolder());
});

function add(name: string, variant: string, version: string, port = PORT): void {
  const library = `liblinux-${version}.so`;
  const staged = registry.stage();
  writeFileSync(join(staged, library), "library");
  writeFileSync(join(staged, library.replace(".so", ".constants.json")), "{}");
  const record = { source: "/src/linux", variant, version, library, objects: "/objects", builtMs: 1, port };
  registry.publish(name, staged, record);
}

function chosen(name: string): string {
  return chooseKernel(name, { registry, port: PORT }).name;
}

describe("a kernel that is named", () => {
  it("is a build, before anything else", () => {
    add("kasan", "default", "6.13.0");
    add("6.13-kasan", "kasan", "6.13.0");
    expect(chosen("kasan")).toBe("kasan");
    expect(chosen("6.13-kasan")).toBe("6.13-kasan");
  });

  it("by version is the default library", () => {
    const { name, library } = chooseKernel(OWN, { registry, port: PORT });
    expect([name, basename(library)]).toEqual([OWN, `liblinux-${OWN}.so`]);
  });

  it("by a variant is the only build of that", () => {
    add("net-next-kasan", "kasan", "6.13.0");
    add("other", "coverage", "6.13.0");
    expect(chosen("kasan")).toBe("net-next-kasan");
    expect(chosen("coverage")).toBe("other");
  });

  it("by a variant of several builds is the one of the default library's version", () => {
    add("net-next-kasan", "kasan", "6.13.0");
    add("own-kasan", "kasan", OWN);
    expect(chosen("kasan")).toBe("own-kasan");
    add("second-kasan", "kasan", OWN);
    expect(() => chosen("kasan")).toThrow(
      "--kernel kasan: several builds are of this variant: net-next-kasan, own-kasan, second-kasan",
    );
  });

  it("comes with a warning if the port has changed since it was built", () => {
    add("own-kasan", "kasan", OWN, "4567");
    const { warning } = chooseKernel("kasan", { registry, port: PORT });
    expect(warning).toBe(
      "own-kasan was built with another version of ktest's port: ktest kernel build own-kasan brings it up to date",
    );
  });

  it("is refused if there is none, with those that there are", () => {
    add("net-next", "default", "6.13.0");
    expect(() => chosen("kasan")).toThrow(/^there is no kernel kasan: there are default, net-next;/);
    expect(() => chosen("net-nxt")).toThrow("did you mean net-next?");
  });
});
