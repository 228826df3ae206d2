// SPDX-License-Identifier: GPL-2.0

/**
 * What a {@link Kernel} throws. Results of system calls are values, not exceptions.
 *
 * `code` is one of
 * - `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`, `ERR_OUT_OF_RANGE`: a bad argument;
 * - `KTEST_DEAD`: the kernel has panicked, or the watchdog has stopped it. The call during which
 *   that happens does not throw, but leaves a "died" event;
 * - `KTEST_CLOSED`: the instance is closed, or the snapshot released;
 * - `KTEST_REENTRY`: called from its own scheduler;
 * - `KTEST_BAD_TAPE`: what is to be replayed is no tape;
 * - `KTEST_FOREIGN_SNAPSHOT`: the snapshot is of another instance;
 * - `KTEST_BOOT`, `KTEST_BAD_LIBRARY`, `KTEST_BAD_SNAPSHOT`, `KTEST_NO_BUILD_ID`,
 *   `KTEST_NO_LIBRARY`, `KTEST_NO_ADDON`: it cannot start, or be saved;
 * - `KTEST_NO_COVERAGE`: the library does not tell which code runs;
 * - `KTEST_SLOT_BUSY`, `KTEST_ADDRESS_TAKEN`, `KTEST_NO_SIGNAL`: the process has no room for it;
 * - the name of an errno, such as `EEXIST` or `ESRCH`: the library or the host says so.
 */
export class KernelError extends Error {
  override readonly name = "KernelError";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
