// SPDX-License-Identifier: GPL-2.0
import { join } from "node:path";
import { buildLibrary } from "../../tools/build-library.mjs";
import { root } from "./set-up.js";

/** Build variants of the library that have tests of their own. */
export type TestedVariant = "coverage" | "kasan";

/**
 * Whether KTEST_TEST_VARIANTS, names with commas, has it: to build one takes as long as to build the
 * default library.
 */
export function isTested(variant: TestedVariant): boolean {
  return (process.env.KTEST_TEST_VARIANTS ?? "").split(",").includes(variant);
}

/** Path of the library of a variant, built unless nothing has changed; its constants are beside it. */
export async function variantLibrary(variant: TestedVariant): Promise<string> {
  const { name, objects } = await buildLibrary({
    root,
    settings: [`VARIANT=${variant}`],
    say: () => {},
    title: variant,
  });
  return join(objects, name);
}

/** How long it may take to build one. */
export const BUILD_MS = 1_800_000;
