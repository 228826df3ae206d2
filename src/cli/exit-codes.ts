// SPDX-License-Identifier: GPL-2.0

/** What the program returns to the shell. */
export const EXIT = {
  passed: 0,
  /** A test failed. */
  failed: 1,
  /** Something could not run: an unreadable file, a syntax error, an unknown option. */
  unable: 2,
  /** On several kernels tests had another verdict or Trace. */
  differs: 3,
  /** `ktest exec` has stopped the program; as timeout(1). */
  stopped: 124,
  /** `ktest exec`: the program is not executable; as shells have it. */
  notExecutable: 126,
  /** `ktest exec`: there is no such program. */
  notFound: 127,
  /** 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;
