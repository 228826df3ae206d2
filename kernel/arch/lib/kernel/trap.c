// SPDX-License-Identifier: GPL-2.0
/* Backtraces, and the end of an instance. */
#include <linux/kernel.h>
#include <linux/panic_notifier.h>
#include <linux/printk.h>
#include <linux/ptrace.h>
#include <linux/sched/debug.h>
#include <linux/sched/task_stack.h>
#include <linux/stacktrace.h>
#include "lib.h"

/* Follows the frame pointers; every frame lies above the one it called. */
void arch_stack_walk(stack_trace_consume_fn consume, void *cookie, struct task_struct *task,
		     struct pt_regs *regs)
{
	unsigned long base, end, frame;

	task = task ?: current;
	base = (unsigned long)task_stack_page(task);
	end = base + THREAD_SIZE;
	if (regs) {
		if (!consume(cookie, regs->ip))
			return;
		frame = regs->bp;
	} else if (task == current) {
		frame = (unsigned long)__builtin_frame_address(0);
	} else {
		/* What lib_switch_stack() pushed: five registers, then rbp. */
		frame = task->thread.sp + 5 * sizeof(long);
		if (frame < base || frame > end - 2 * sizeof(long))
			return;
	}
	while (frame >= base && frame <= end - 2 * sizeof(long) && IS_ALIGNED(frame, 8)) {
		const unsigned long *slot = (const unsigned long *)frame;

		if (!lib_in_text(slot[1]) || !consume(cookie, slot[1]))
			return;
		if (slot[0] <= frame)
			return;
		frame = slot[0];
	}
}

/* As offsets into the library: the caller has its symbol table and line numbers. */
static bool print_address(void *cookie, unsigned long ip)
{
	printk("%s liblinux+0x%lx\n", (const char *)cookie, ip - (unsigned long)_image_start);
	return true;
}

void show_stack(struct task_struct *task, unsigned long *sp, const char *loglvl)
{
	printk("%sCall Trace:\n", loglvl);
	arch_stack_walk(print_address, (void *)loglvl, task, NULL);
}

void show_regs(struct pt_regs *regs)
{
	show_regs_print_info(KERN_EMERG);
	printk(KERN_EMERG "IP: liblinux+0x%lx SP: 0x%lx\n",
	       regs->ip - (unsigned long)_image_start, regs->sp);
	printk(KERN_EMERG "Call Trace:\n");
	arch_stack_walk(print_address, KERN_EMERG, current, regs);
}

/* A task can be attached to, but has no registers or memory of its own to look at. */
long arch_ptrace(struct task_struct *child, long request, unsigned long addr,
		 unsigned long data)
{
	return -EIO;
}

void ptrace_disable(struct task_struct *child)
{
}

/* After everybody else has been told: the thread goes back to the caller. */
static int leave(struct notifier_block *block, unsigned long event, void *message)
{
	lib_leave_dead(message);
}

static struct notifier_block last_notifier = {
	.notifier_call = leave,
	.priority = INT_MIN,
};

static int __init panic_init(void)
{
	return atomic_notifier_chain_register(&panic_notifier_list, &last_notifier);
}
early_initcall(panic_init);
