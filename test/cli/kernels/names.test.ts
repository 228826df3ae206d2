// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultName, isKernelName, isLibraryPath, versionOf } from "../../../src/cli/kernels/names.js";

describe("names of kernels", () => {
  it.each(["6.12", "mine", "net-next_2", "a+b~c", "X"])("may be %s", (name) => {
    expect(isKernelName(name)).toBe(true);
    expect(isLibraryPath(name)).toBe(false);
  });

  it.each(["", "default", "a,b", "a/b", "..", ".new-x", "-v", "a b", "x.so", "ä"])(
    "may not be %j",
    (name) => {
      expect(isKernelName(name)).toBe(false);
    },
  );

  it("are those of the version or the tree, and of the variant", () => {
    expect(defaultName({ debian: "linux-source-6.1" }, "default")).toBe("6.1");
    expect(defaultName({ debian: "linux-source-6.12" }, "debug")).toBe("6.12-debug");
    expect(defaultName({ source: "/home/me/net-next" }, "default")).toBe("net-next");
    expect(defaultName({ source: "/home/me/my tree" }, "full")).toBe("my-tree-full");
    expect(defaultName({ source: "/" }, "default")).toBe("kernel");
  });

  it("that ktest finds are always good ones", () => {
    fc.assert(
      fc.property(fc.string(), (folder) => {
        const name = defaultName({ source: `/src/${folder}` }, "debug");
        expect(isKernelName(name)).toBe(true);
      }),
    );
  });

  it("are not paths of libraries, which have a version in their name", () => {
    expect(["./x", "liblinux-6.12.9.so"].map(isLibraryPath)).toEqual([true, true]);
    expect(versionOf("/a/liblinux-6.13.0-rc2.so")).toBe("6.13.0-rc2");
    expect(versionOf("/a/other.so")).toBeUndefined();
  });
});
