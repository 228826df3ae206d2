// SPDX-License-Identifier: GPL-2.0
/*
 * Application tasks. To the kernel they are processes and threads like any other; what
 * would be their time in user space is the wait for the next call from lib_syscall().
 *
 * A thread can only be made by a thread of the same process. Each process therefore keeps
 * one spare thread that waits to be handed out and, before it is, makes the next spare.
 */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/resume_user_mode.h>
#include <linux/xarray.h>
#include <asm/syscall.h>
#include "lib.h"

#define CREATE_TRACE_POINTS
#include <trace/events/syscalls.h>

struct lib_process {
	struct lib_task *spare;
	int visible;			/* tasks the caller knows of */
};

LIST_HEAD(lib_tasks);

static DEFINE_XARRAY(tasks_by_tid);
static struct task_struct *init_tsk;

/* What the caller wants of pid 1 or of a spare thread; one request at a time. */
static struct {
	struct lib_task *task;		/* pid 1: the first task of a new process */
	struct lib_process *process;	/* the spare of this process: be handed out */
	int result;
} request;

static struct lib_task *find_task(int tid)
{
	struct lib_task *task = xa_load(&tasks_by_tid, tid);

	return task && !task->spare && !task->exiting ? task : NULL;
}

static struct lib_task *new_task(struct lib_process *process, const char *name)
{
	struct lib_task *task = kzalloc(sizeof(*task), GFP_KERNEL);

	if (!task)
		return NULL;
	task->process = process;
	task->spare = true;
	strscpy(task->name, name, sizeof(task->name));
	return task;
}

/* Binds the side that the caller sees to the task that runs. */
static void adopt(struct lib_task *task)
{
	task->tsk = current;
	task->tid = task_pid_nr(current);
	current->thread.task = task;
	list_add_tail(&task->list, &lib_tasks);
	xa_store(&tasks_by_tid, task->tid, task, GFP_KERNEL | __GFP_NOFAIL);
}

#define THREAD_FLAGS (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | \
		      CLONE_SYSVSEM)

static int make_spare(struct lib_process *process)
{
	struct lib_task *spare = new_task(process, "spare");
	struct kernel_clone_args args = {
		.flags = THREAD_FLAGS,
		.fn = lib_task_main,
		.fn_arg = spare,
	};
	int tid;

	if (!spare)
		return -ENOMEM;
	process->spare = spare;
	tid = kernel_clone(&args);
	if (tid < 0) {
		process->spare = NULL;
		kfree(spare);
		return tid;
	}
	return 0;
}

static int hand_out(struct lib_task *task)
{
	int err = make_spare(task->process);

	if (err)
		return err;
	task->spare = false;
	task->process->visible++;
	set_task_comm(current, task->name);
	return task->tid;
}

/* Sends a task on its way out, whatever it is waiting for. */
static void dismiss(struct lib_task *task)
{
	task->exiting = true;
	set_notify_signal(task->tsk);
	wake_up_process(task->tsk);
}

/* Every way out comes through here: exit(2), a fatal signal, lib_task_exit(). */
void exit_thread(struct task_struct *tsk)
{
	struct lib_task *task = tsk->thread.task;
	struct lib_process *process;
	bool report;
	int tid;

	if (!task || tsk != current)
		return;
	process = task->process;
	tid = task->tid;
	report = task->pending && !task->exiting && !task->spare;
	if (task->spare)
		process->spare = NULL;
	else
		process->visible--;
	xa_erase(&tasks_by_tid, tid);
	list_del(&task->list);
	current->thread.task = NULL;
	kfree(task);

	if (!process->visible) {
		if (process->spare)
			dismiss(process->spare);
		else
			kfree(process);
	}
	/* The call will not return: its caller still has to know. */
	if (report)
		lib_host_complete(tid, -ESRCH);
}

static long invoke(struct pt_regs *regs)
{
	unsigned long nr = regs->syscall;
	long ret = -ENOSYS;

	if (test_thread_flag(TIF_SYSCALL_TRACEPOINT))
		trace_sys_enter(regs, nr);
	if (nr < NR_syscalls)
		ret = sys_call_table[nr](regs->args[0], regs->args[1], regs->args[2],
					 regs->args[3], regs->args[4], regs->args[5]);
	regs->ret = ret;
	if (test_thread_flag(TIF_SYSCALL_TRACEPOINT))
		trace_sys_exit(regs, ret);
	return ret;
}

static void perform(struct lib_task *task)
{
	struct pt_regs *regs = current_pt_regs();
	long ret;

	do {
		ret = invoke(regs);
	} while (lib_exit_work(task, &ret));
	regs->syscall = -1;
	task->pending = false;
	lib_host_complete(task->tid, ret);
}

/* "User space" of an application task. */
int lib_task_main(void *arg)
{
	struct lib_task *task = arg;
	long none = 0;

	if (!task) {
		/* Made by a clone system call of another application task. */
		task = new_task(NULL, current->comm);
		if (!task)
			do_exit(0);
		task->process = current->real_parent->thread.task->process;
	}
	adopt(task);
	if (thread_group_leader(current)) {
		lib_signal_defaults();
		request.result = hand_out(task);
	}
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (task->pending) {
			__set_current_state(TASK_RUNNING);
			perform(task);
		} else if (task->spare && request.process == task->process) {
			__set_current_state(TASK_RUNNING);
			request.process = NULL;
			request.result = hand_out(task);
		} else if (read_thread_flags() & _TIF_EXIT_WORK & ~_TIF_NEED_RESCHED) {
			__set_current_state(TASK_RUNNING);
			lib_exit_work(task, &none);
		} else {
			schedule();
		}
	}
}

/* pid 1: makes processes. Those that end are reaped by the kernel, as it ignores SIGCHLD. */
void __noreturn lib_init_main(void)
{
	init_tsk = current;
	kernel_sigaction(SIGCHLD, SIG_IGN);
	lib_init_ready = true;
	for (;;) {
		set_current_state(TASK_IDLE);
		if (request.task) {
			struct kernel_clone_args args = {
				.exit_signal = SIGCHLD,
				.fn = lib_task_main,
				.fn_arg = request.task,
			};
			int tid;

			__set_current_state(TASK_RUNNING);
			request.task = NULL;
			tid = kernel_clone(&args);
			if (tid < 0)
				request.result = tid;
		} else {
			schedule();
		}
	}
}

static int create_process(const char *name)
{
	struct lib_process *process = kzalloc(sizeof(*process), GFP_ATOMIC);
	struct lib_task *task = process ? new_task(process, name) : NULL;
	int err;

	if (!task) {
		kfree(process);
		return -ENOMEM;
	}
	request.task = task;
	request.result = -EAGAIN;
	wake_up_process(init_tsk);
	err = lib_enter();
	if (err)
		return err;
	if (request.result < 0) {
		kfree(task);
		kfree(process);
	}
	return request.result;
}

static int create_thread(struct lib_process *process, const char *name)
{
	int err;

	if (!process->spare)
		return -EAGAIN;
	strscpy(process->spare->name, name, sizeof(process->spare->name));
	request.process = process;
	request.result = -EAGAIN;
	wake_up_process(process->spare->tsk);
	err = lib_enter();
	return err ?: request.result;
}

int lib_task_create(int peer, const char *name)
{
	struct lib_task *task;
	int err = lib_usable();

	if (err)
		return err;
	if (!name)
		return -EINVAL;
	if (!peer)
		return create_process(name);
	task = find_task(peer);
	return task ? create_thread(task->process, name) : -ESRCH;
}

int lib_task_exit(int tid)
{
	struct lib_task *task;
	int err = lib_usable();

	if (err)
		return err;
	task = find_task(tid);
	if (!task)
		return -ESRCH;
	dismiss(task);
	return lib_enter();
}

int lib_syscall(int tid, long nr, const long args[6])
{
	struct lib_task *task;
	struct pt_regs *regs;
	int err = lib_usable();

	if (err)
		return err;
	task = find_task(tid);
	if (!task)
		return -ESRCH;
	if (task->pending)
		return -EALREADY;
	regs = task_pt_regs(task->tsk);
	regs->syscall = nr;
	memcpy(regs->args, args, sizeof(regs->args));
	task->pending = true;
	wake_up_process(task->tsk);
	return 0;
}

int lib_task_pending(int tid)
{
	struct lib_task *task = find_task(tid);

	return task ? task->pending : -ESRCH;
}
