/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* Before 6.11 the numbers were not generated from a table. It is included more than once. */
#define __ARCH_WANT_RENAMEAT
#define __ARCH_WANT_SET_GET_RLIMIT
#include <asm-generic/unistd.h>
