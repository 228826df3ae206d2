/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_PROCESSOR_H
#define _ASM_LIB_PROCESSOR_H

#include <asm/ptrace.h>

struct task_struct;
struct lib_task;

struct thread_struct {
	unsigned long sp;		/* of a task that is not running */
	struct lib_task *task;		/* an application task's side of the library's API */
	int (*fn)(void *arg);		/* where a new kernel thread starts */
	void *arg;
	struct pt_regs regs;
};

#define INIT_THREAD { .regs = { .syscall = -1 } }

#define TASK_SIZE ULONG_MAX
#define STACK_TOP TASK_SIZE
#define STACK_TOP_MAX TASK_SIZE
#define TASK_UNMAPPED_BASE 0

#define KSTK_EIP(task) (task_pt_regs(task)->ip)
#define KSTK_ESP(task) (task_pt_regs(task)->sp)

#define cpu_relax() barrier()

static inline void prefetch(const void *p)
{
	__builtin_prefetch(p);
}
#define ARCH_HAS_PREFETCH

unsigned long __get_wchan(struct task_struct *p);

#endif
