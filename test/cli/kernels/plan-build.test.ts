// SPDX-License-Identifier: GPL-2.0
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { planBuild } from "../../../src/cli/kernels/plan-build.js";
import { KernelRegistry } from "../../../src/cli/kernels/registry.js";
import { makeFolder } from "../support/folder.js";

const TREE = { Makefile: "VERSION = 6\nPATCHLEVEL = 13\n", Kconfig: "", "net/Makefile": "" };

/** A folder with a package, a cache and two trees. */
function place() {
  const folder = makeFolder({
    "package/kernel/arch/lib/configs/defconfig": "",
    "package/kernel/arch/lib/configs/debug.config": "",
    ...Object.fromEntries(
      ["linux", "other/linux"].flatMap((tree) =>
        Object.entries(TREE).map(([name, text]) => [`${tree}/${name}`, text]),
      ),
    ),
  });
  const registry = new KernelRegistry(join(folder, "cache"));
  const plan = (wish: Parameters<typeof planBuild>[0]): unknown =>
    planBuild(wish, registry, join(folder, "package"));
  /** As if it had been built. */
  const built = (name: string, source: string, variant: string, debian?: string): void => {
    const staged = registry.stage();
    writeFileSync(join(staged, "liblinux-6.13.0.so"), "");
    const library = {
      version: "6.13.0",
      library: "liblinux-6.13.0.so",
      objects: "/o",
      builtMs: 1,
      port: "1",
    };
    const isOf = debian === undefined ? {} : { debian };
    registry.publish(name, staged, { source, variant, ...isOf, ...library });
  };
  return { folder, plan, built };
}

describe("what is to be built", () => {
  it("is Debian's kernel where nothing is said, or the version that is", () => {
    const { plan } = place();
    expect(plan({})).toEqual({ name: "6.12", variant: "default", origin: { debian: "linux-source-6.12" } });
    const old = { debian: "linux-source-6.1" };
    expect(plan({ debian: "6.1" })).toEqual({ name: "6.1", variant: "default", origin: old });
    expect(plan({ debian: "linux-source-6.1" })).toEqual({ name: "6.1", variant: "default", origin: old });
    expect(plan({ name: "6.1", variant: "debug" })).toEqual({ name: "6.1", variant: "debug", origin: old });
    expect(plan({ name: "old", debian: "6.1" })).toEqual({ name: "old", variant: "default", origin: old });
  });

  it("is a tree under its own name", () => {
    const { folder, plan } = place();
    const source = join(folder, "linux");
    expect(plan({ source })).toEqual({ name: "linux", variant: "default", origin: { source } });
    expect(plan({ source: `${source}/`, variant: "debug" })).toEqual({
      name: "linux-debug",
      variant: "debug",
      origin: { source },
    });
  });

  it("is what was built before under this name, as far as nothing else is said", () => {
    const { folder, plan, built } = place();
    const source = join(folder, "linux");
    built("mine", source, "debug");
    built("old", "/cache/src/linux-source-6.1_1", "default", "linux-source-6.1");
    expect(plan({ name: "mine" })).toEqual({ name: "mine", variant: "debug", origin: { source } });
    const other = join(folder, "other/linux");
    expect(plan({ name: "mine", source: other, variant: "default" })).toEqual({
      name: "mine",
      variant: "default",
      origin: { source: other },
    });
    expect(plan({ name: "old" })).toEqual({
      name: "old",
      variant: "default",
      origin: { debian: "linux-source-6.1" },
    });
  });

  it("does not take the name of another tree's build by chance", () => {
    const { folder, plan, built } = place();
    built("linux", join(folder, "linux"), "default");
    expect(() => plan({ source: join(folder, "other/linux") })).toThrow(
      `kernel build: linux is a build of ${join(folder, "linux")}: --name gives this one another name`,
    );
    expect(plan({ source: join(folder, "linux") })).toMatchObject({ name: "linux" });
  });

  it.each([
    [{ source: "/nowhere" }, "/nowhere: no such folder"],
    [{ source: "/proc" }, "/proc: no kernel tree"],
    [{ source: "/a", debian: "6.1" }, "a build is of one tree"],
    [{ debian: "bookworm" }, "it is a version such as 6.12"],
    [{ name: "mine" }, "there is no build mine yet: --source names the tree"],
    [{ name: "a,b" }, "a build cannot be called a,b: names are letters"],
    [{ name: "default" }, "a build cannot be called default: that is the library"],
    [{ variant: "fast" }, "there is no variant fast: there are default, debug"],
  ])("is not %j", (wish, message) => {
    expect(() => place().plan(wish)).toThrow(message);
  });

  it("is no tree whose path make cannot bear", () => {
    const { plan } = place();
    const files = Object.entries(TREE).map(([name, text]) => [`my tree/${name}`, text]);
    const source = join(makeFolder(Object.fromEntries(files)), "my tree");
    expect(() => plan({ source })).toThrow("make cannot work with blanks");
  });
});
