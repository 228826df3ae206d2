/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_MMU_CONTEXT_H
#define _ASM_LIB_MMU_CONTEXT_H

#include <asm-generic/nommu_context.h>

/* The scheduling point at which the caller may choose another task; see sched.c. */
void lib_sched_switched(void);
#define finish_arch_post_lock_switch lib_sched_switched

#endif
