/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
#ifndef _UAPI_ASM_LIB_SIGCONTEXT_H
#define _UAPI_ASM_LIB_SIGCONTEXT_H

#include <asm/ptrace.h>

/* Never stored: signals are reported to the caller of the library, not to a handler. */
struct sigcontext {
	struct user_pt_regs regs;
};

#endif
