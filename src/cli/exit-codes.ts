// SPDX-License-Identifier: GPL-2.0

/** What the program returns to the shell. */
export const EXIT = {
  passed: 0,
  /** A test failed. */
  failed: 1,
  /** Something could not run: an unreadable file, a syntax error, an unknown option. */
  unable: 2,
  /** 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;
