// SPDX-License-Identifier: GPL-2.0

/**
 * Path of the library that `--kernel NAME` means, for commands that run on one.
 * @param warn  called with what users should know of it
 * @throws {import("../usage-error.js").UsageError} if there is none
 */
export async function libraryOf(name: string, warn: (message: string) => void): Promise<string> {
  // Loaded by those alone who name one.
  const { chooseKernel } = await import("../kernels/choose.js");
  const { library, warning } = chooseKernel(name);
  if (warning !== undefined) warn(warning);
  return library;
}
