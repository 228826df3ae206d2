// SPDX-License-Identifier: GPL-2.0
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const packageRoot = fileURLToPath(new URL("../../", import.meta.url));

/** The default kernel version: the one whose selftests come with it. */
const LIBRARY = /^liblinux-6\.12\.\d+\.so$/;

/**
 * Where the native parts are, relative to the package: in a checkout where tools/setup.mjs builds
 * them, in an installed package where tools/prepack.mjs put them. What was built wins.
 */
const PLACES = [
  { libraries: "build", addon: "build/native/Release/ktest.node" },
  { libraries: "prebuilt", addon: "prebuilt/ktest.node" },
] as const;

/** Path of the liblinux-6.12.*.so with the highest version; undefined if there is none. */
export function findBuiltLibrary(root: string = packageRoot): string | undefined {
  for (const { libraries } of PLACES) {
    const folder = join(root, libraries);
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => LIBRARY.test(name)) : [];
    const last = names.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
    if (last !== undefined) return join(folder, last);
  }
  return undefined;
}

/** Path of the addon; undefined if there is none. */
export function findBuiltAddon(root: string = packageRoot): string | undefined {
  return PLACES.map(({ addon }) => join(root, addon)).find((path) => existsSync(path));
}
