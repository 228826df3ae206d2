// SPDX-License-Identifier: GPL-2.0
/*
 * Task switching, and the caller's say in it.
 *
 * When the scheduler has switched to an application task while others are runnable too,
 * the caller may name another one. That one is lifted above all by a real-time priority,
 * which makes the present task give way before it has executed anything, and loses the
 * priority when it gives up the processor itself.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/cputime.h>
#include <linux/sched/debug.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <uapi/linux/sched/types.h>
#include <asm/mmu_context.h>
#include <asm/switch_to.h>
#include "lib.h"

#include <linux/version.h>
#include <../kernel/sched/sched.h>

struct task_struct *lib_current = &init_task;

static struct task_struct *chosen;

struct task_struct *__switch_to(struct task_struct *prev, struct task_struct *next)
{
	lib_current = next;
	return lib_switch_stack(&prev->thread.sp, next->thread.sp, prev);
}

static void set_policy(struct task_struct *tsk, int policy, int priority)
{
	const struct sched_param param = { .sched_priority = priority };

	sched_setscheduler_nocheck(tsk, policy, &param);
}

static bool runnable(const struct lib_task *task)
{
	return task->tsk && task_is_running(task->tsk) && task->tsk->on_rq && !task->spare;
}

#define MAX_CHOICE 64

void lib_sched_switched(void)
{
	struct lib_task *self = current->thread.task, *task;
	struct lib_task *choice[MAX_CHOICE];
	int tids[MAX_CHOICE];
	size_t n = 0, i;

	if (!lib_host->pick)
		return;
	if (chosen) {
		if (chosen == current)
			return;
		set_policy(chosen, SCHED_NORMAL, 0);
		put_task_struct(chosen);
		chosen = NULL;
	}
	if (!self || !runnable(self))
		return;

	/* The kernel's own choice comes first. */
	choice[n++] = self;
	list_for_each_entry(task, &lib_tasks, list)
		if (task != self && runnable(task) && n < MAX_CHOICE)
			choice[n++] = task;
	if (n < 2)
		return;
	for (i = 0; i < n; i++)
		tids[i] = choice[i]->tid;
	task = choice[lib_host_pick(tids, n)];
	if (task == self)
		return;
	chosen = get_task_struct(task->tsk);
	set_policy(chosen, SCHED_FIFO, 1);
	set_tsk_need_resched(current);
}

/*
 * The deadline server keeps real-time tasks from starving the others for more than 950 ms; its
 * timer after each wake-up would be most of what happens on an idle system. Nothing here can
 * run for a time, as the clock stands still meanwhile. A run time of 0 switches it off, as
 * writing that to debugfs would.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
static int __init stop_fair_server(void)
{
	struct rq *rq = cpu_rq(0);
	struct rq_flags rf;

	rq_lock_irqsave(rq, &rf);
	dl_server_stop(&rq->fair_server);
	dl_server_apply_params(&rq->fair_server, 0, NSEC_PER_SEC, false);
	rq_unlock_irqrestore(rq, &rf);
	return 0;
}
late_initcall(stop_fair_server);
#endif

asmlinkage void lib_thread_start(struct task_struct *prev);

/* A new task is here for the first time. */
asmlinkage void lib_thread_start(struct task_struct *prev)
{
	schedule_tail(prev);
	while (need_resched())
		schedule();
	current->thread.fn(current->thread.arg);
	/* Only pid 1 comes back, from its successful exec: the way to user space. */
	lib_init_main();
}

int copy_thread(struct task_struct *p, const struct kernel_clone_args *args)
{
	unsigned long *sp = (unsigned long *)task_stack_page(p) + THREAD_SIZE / sizeof(*sp);
	int i;

	p->thread = (struct thread_struct)INIT_THREAD;
	if (args->fn) {
		p->thread.fn = args->fn;
		p->thread.arg = args->fn_arg;
	} else {
		/* clone(2) by an application task: the child is one too. */
		p->thread.fn = lib_task_main;
		p->thread.arg = NULL;
	}
	*--sp = 0;
	*--sp = 0;
	*--sp = (unsigned long)lib_thread_entry;
	for (i = 0; i < 6; i++)
		*--sp = 0;
	p->thread.sp = (unsigned long)sp;
	return 0;
}

void flush_thread(void)
{
}

unsigned long __get_wchan(struct task_struct *p)
{
	return 0;
}
