/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
#ifndef _UAPI_ASM_LIB_PTRACE_H
#define _UAPI_ASM_LIB_PTRACE_H

#include <linux/types.h>

/* There is no user-space program to trace; what is kept is what a backtrace needs. */
struct user_pt_regs {
	__u64 ip;
	__u64 sp;
	__u64 bp;
};

#endif
