// SPDX-License-Identifier: GPL-2.0
/**
 * Checks of scripts without a kernel: what a run would refuse, found before there is one, and all
 * of it at once.
 *
 *   check-script   all checks of a file in all its variants, as one list
 *   variants       the variants of a script, its options, its names in each of them
 *   calls          system calls against the schemas that runs use, and open file descriptors
 *   open-fds       which file descriptors are open, as far as that is certain
 *   scratch        memory in place of a kernel's, for preparing calls that are never made
 *   constants      names that the kernel's headers lack
 *   elsewhere      what other tools and systems have and this one has not
 *
 * May import: dsl, config, constants, syscalls, suggest. Boots nothing.
 */
export { type CheckedScript, type CheckOptions, checkScript } from "./check-script.js";
