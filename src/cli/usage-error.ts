// SPDX-License-Identifier: GPL-2.0

/** The command line asks for something that cannot be done. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "USAGE";
}
