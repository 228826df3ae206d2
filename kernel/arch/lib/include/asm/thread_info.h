/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_THREAD_INFO_H
#define _ASM_LIB_THREAD_INFO_H

#include <asm/page.h>

/*
 * The deepest stack seen is under 6 KB; the rest is room for whatever a fault handler of
 * the host that does not use an alternate stack pushes (about 3 KB with AVX-512 state).
 */
#define THREAD_SIZE_ORDER 3
#define THREAD_SIZE (PAGE_SIZE << THREAD_SIZE_ORDER)

#ifndef __ASSEMBLY__

struct thread_info {
	unsigned long flags;
	int preempt_count;
};

#define INIT_THREAD_INFO(tsk)			\
{						\
	.preempt_count = INIT_PREEMPT_COUNT,	\
}

#endif

#define TIF_SIGPENDING 0
#define TIF_NEED_RESCHED 1
#define TIF_NOTIFY_SIGNAL 2
#define TIF_NOTIFY_RESUME 3
#define TIF_MEMDIE 4
#define TIF_RESTORE_SIGMASK 5
#define TIF_SYSCALL_TRACE 6
#define TIF_SYSCALL_TRACEPOINT 7
#define TIF_SYSCALL_AUDIT 8
#define TIF_UPROBE 9

#define _TIF_SIGPENDING (1UL << TIF_SIGPENDING)
#define _TIF_NEED_RESCHED (1UL << TIF_NEED_RESCHED)
#define _TIF_NOTIFY_SIGNAL (1UL << TIF_NOTIFY_SIGNAL)
#define _TIF_NOTIFY_RESUME (1UL << TIF_NOTIFY_RESUME)
#define _TIF_SYSCALL_TRACEPOINT (1UL << TIF_SYSCALL_TRACEPOINT)
#define _TIF_UPROBE (1UL << TIF_UPROBE)

/* What a task has to see to before it goes back to its caller. */
#define _TIF_EXIT_WORK \
	(_TIF_SIGPENDING | _TIF_NOTIFY_SIGNAL | _TIF_NOTIFY_RESUME | _TIF_NEED_RESCHED)

#endif
