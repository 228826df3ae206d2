// SPDX-License-Identifier: GPL-2.0
import { basename } from "node:path";

/** The name of the library that runs where none is named. */
export const DEFAULT_NAME = "default";

/** Names of builds are names of folders, and stand between commas. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._+~-]*$/;

export const NAME_RULE = "names are letters, digits and . _ + ~ -";

/** Whether a build may be called so. */
export function isKernelName(name: string): boolean {
  return NAME.test(name) && name !== DEFAULT_NAME && !name.endsWith(".so");
}

/** Whether the user names the file of a library, and no build. */
export function isLibraryPath(text: string): boolean {
  return text.includes("/") || text.endsWith(".so");
}

/** What a version of Debian's source is called: linux-source-6.1 is 6.1. */
export function debianVersion(packageName: string): string {
  return packageName.replace(/^linux-source-/, "");
}

/**
 * The name of a build for which the user has none: the version of Debian's source or the folder of
 * the tree, with the variant unless that is the default.
 */
export function defaultName(
  origin: { readonly debian: string } | { readonly source: string },
  variant: string,
): string {
  const base = "debian" in origin ? debianVersion(origin.debian) : basename(origin.source);
  const name = base.replace(/[^A-Za-z0-9._+~-]/g, "-").replace(/^[^A-Za-z0-9]+/, "") || "kernel";
  return variant === "default" ? name : `${name}-${variant}`;
}

/** liblinux-6.12.117.so is of 6.12.117. */
export function versionOf(library: string): string | undefined {
  return /^liblinux-(.+)\.so$/.exec(basename(library))?.[1];
}
