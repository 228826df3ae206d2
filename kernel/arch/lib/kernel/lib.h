/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of arch/lib share; grouped by the file that implements it. */
#ifndef _LIB_H
#define _LIB_H

#include <linux/sched.h>
#include <asm/sections.h>
#include <liblinux.h>

static inline bool lib_in_text(unsigned long ip)
{
	return ip >= (unsigned long)_stext && ip < (unsigned long)_etext;
}

/* ---- switch.S ---- */

/* Saves the stack pointer at *save, goes on at `load`; returns `token` to whom it finds there. */
void *lib_switch_stack(unsigned long *save, unsigned long load, void *token);
/* Calls fn(arg) on the stack that the caller of the library came in on. */
void lib_on_host_stack(void (*fn)(void *arg), void *arg, unsigned long host_sp);
/* Where lib_switch_stack() finds a new task; runs lib_thread_start(). */
void lib_thread_entry(void);

/* ---- host.c: the border between caller and kernel ---- */

extern const struct lib_host *lib_host;

enum lib_irq {
	LIB_IRQ_TIMER = 1 << 0,
	LIB_IRQ_NETDEV = 1 << 1,
};

/* Marks an interrupt as pending; the idle loop takes it when it runs next. */
void lib_raise(enum lib_irq irq);
/* From the caller's side: lets the kernel run until it idles. 0, -EBUSY or -EIO. */
int lib_enter(void);
/* The first time, at `start` on the stack of init_task. */
int lib_enter_first(void (*start)(void));
/* The same for an API function that only prepares something. 0, -EBUSY or -EIO. */
int lib_usable(void);
/* From the kernel's side: back to the caller for good. */
void __noreturn lib_leave_dead(const char *reason);
/* A call of the caller's is in progress. */
bool lib_inside(void);
/* Whether the thread is executing kernel code with this stack pointer. */
bool lib_on_kernel_stack(unsigned long sp);

void lib_host_log(int level, const char *text, size_t bytes);
void lib_host_transmit(int dev, const void *frame, size_t bytes);
void lib_host_complete(int task, long ret);
void lib_host_signal(int task, int signo);
size_t lib_host_pick(const int *tasks, size_t n);

/* ---- kasan.c ---- */

/* Takes the share of memory that the shadow needs; `bytes` is all that there is. */
#ifdef CONFIG_KASAN
void lib_kasan_init(unsigned long bytes);
#else
static inline void lib_kasan_init(unsigned long bytes)
{
}
#endif

/* ---- boot.c ---- */

extern const struct lib_config *lib_config;	/* during lib_init() only */
extern bool lib_booted;			/* the idle loop has been reached */
extern bool lib_init_ready;			/* pid 1 waits for requests */

/* ---- memory.c ---- */

void lib_memory_init(void);

/* ---- time.c ---- */

void lib_clock_init(u64 now);
void lib_timer_interrupt(void);

/* ---- netdev.c ---- */

void lib_netdev_interrupt(void);

/* ---- task.c ---- */

struct lib_task {
	struct list_head list;		/* lib_tasks, in ascending order of creation */
	struct task_struct *tsk;
	struct lib_process *process;
	int tid;
	bool spare;			/* not handed out to the caller yet */
	bool pending;			/* has a call that has not returned */
	bool exiting;
	char name[TASK_COMM_LEN];
};

extern struct list_head lib_tasks;

int lib_task_main(void *arg);
void __noreturn lib_init_main(void);

/* ---- signal.c ---- */

/* Sees to signals and other work before a call returns; true: perform the call again. */
bool lib_exit_work(struct lib_task *task, long *ret);
void lib_signal_defaults(void);

/* ---- trap.c ---- */

void __noreturn lib_oops(void);

#endif
