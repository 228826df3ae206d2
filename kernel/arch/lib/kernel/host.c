// SPDX-License-Identifier: GPL-2.0
/*
 * The border between the caller of the library and the kernel.
 *
 * The kernel is a coroutine of the caller: it runs when lib_enter() switches to the idle
 * task's stack, and comes back when that has nothing to do. Interrupts are taken at this
 * point only.
 */
#include <linux/cpu.h>
#include <linux/hardirq.h>
#include <linux/kernel.h>
#include <linux/sched/task_stack.h>
#include <linux/version.h>
#include <asm/irq_regs.h>
#include "lib.h"

unsigned long lib_irqs_enabled;

const struct lib_host *lib_host;

static unsigned long host_sp;		/* of the caller, while the kernel runs */
static unsigned long kernel_sp;		/* of the idle task, while it does not */
static unsigned long pending_irqs;
static bool inside;			/* a call of the caller's is in progress */
static bool dead;

void lib_raise(enum lib_irq irq)
{
	pending_irqs |= irq;
}

int lib_usable(void)
{
	if (inside)
		return -EBUSY;
	if (dead || !lib_booted)
		return -EIO;
	return 0;
}

/* Nothing of the caller's stays, so that the same calls lead to the same memory. */
static void left(void)
{
	inside = false;
	host_sp = 0;
}

int lib_enter(void)
{
	int err = lib_usable();

	if (err)
		return err;
	inside = true;
	lib_switch_stack(&host_sp, kernel_sp, NULL);
	left();
	return dead ? -EIO : 0;
}

/* The first entry: not into the idle task but into start_kernel(), on init's stack. */
int lib_enter_first(void (*start)(void))
{
	unsigned long *sp = (unsigned long *)(init_stack + THREAD_SIZE / sizeof(*init_stack));

	*--sp = 0;			/* where start() would return to; ends backtraces */
	*--sp = (unsigned long)start;
	sp -= 6;			/* registers that lib_switch_stack() restores */
	inside = true;
	lib_switch_stack(&host_sp, (unsigned long)sp, NULL);
	left();
	return dead ? -EIO : 0;
}

static void take_interrupts(void)
{
	static struct pt_regs idle_regs = { .syscall = -1 };
	struct pt_regs *old = set_irq_regs(&idle_regs);

	irq_enter();
	if (pending_irqs & LIB_IRQ_TIMER)
		lib_timer_interrupt();
	if (pending_irqs & LIB_IRQ_NETDEV)
		lib_netdev_interrupt();
	pending_irqs = 0;
	irq_exit();
	set_irq_regs(old);
}

void arch_cpu_idle(void)
{
	lib_switch_stack(&kernel_sp, host_sp, NULL);
	if (pending_irqs)
		take_interrupts();
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
	/* Its caller disables them again. */
	raw_local_irq_enable();
#endif
}

bool lib_inside(void)
{
	return inside;
}

bool lib_on_kernel_stack(unsigned long sp)
{
	return inside && virt_addr_valid(sp);
}

/*
 * Callbacks. Each one has a pair: a function that packs the arguments on the kernel's side,
 * and one that hands them to the caller on the caller's stack.
 */
struct log_args {
	int level;
	const char *text;
	size_t bytes;
};

static void call_log(void *arg)
{
	const struct log_args *a = arg;

	lib_host->log(lib_host->ctx, a->level, a->text, a->bytes);
}

void lib_host_log(int level, const char *text, size_t bytes)
{
	struct log_args a = { level, text, bytes };

	if (lib_host->log && inside)
		lib_on_host_stack(call_log, &a, host_sp);
}

struct transmit_args {
	int dev;
	const void *frame;
	size_t bytes;
};

static void call_transmit(void *arg)
{
	const struct transmit_args *a = arg;

	lib_host->transmit(lib_host->ctx, a->dev, a->frame, a->bytes);
}

void lib_host_transmit(int dev, const void *frame, size_t bytes)
{
	struct transmit_args a = { dev, frame, bytes };

	if (lib_host->transmit)
		lib_on_host_stack(call_transmit, &a, host_sp);
}

struct complete_args {
	int task;
	long ret;
};

static void call_complete(void *arg)
{
	const struct complete_args *a = arg;

	lib_host->complete(lib_host->ctx, a->task, a->ret);
}

void lib_host_complete(int task, long ret)
{
	struct complete_args a = { task, ret };

	if (lib_host->complete)
		lib_on_host_stack(call_complete, &a, host_sp);
}

struct signal_args {
	int task;
	int signo;
};

static void call_signal(void *arg)
{
	const struct signal_args *a = arg;

	lib_host->signal(lib_host->ctx, a->task, a->signo);
}

void lib_host_signal(int task, int signo)
{
	struct signal_args a = { task, signo };

	if (lib_host->signal)
		lib_on_host_stack(call_signal, &a, host_sp);
}

struct pick_args {
	const int *tasks;
	size_t n;
	size_t choice;
};

static void call_pick(void *arg)
{
	struct pick_args *a = arg;

	a->choice = lib_host->pick(lib_host->ctx, a->tasks, a->n);
}

size_t lib_host_pick(const int *tasks, size_t n)
{
	struct pick_args a = { tasks, n, 0 };

	if (lib_host->pick)
		lib_on_host_stack(call_pick, &a, host_sp);
	return a.choice < n ? a.choice : 0;
}

static void call_died(void *arg)
{
	lib_host->died(lib_host->ctx, arg);
}

void __noreturn lib_leave_dead(const char *reason)
{
	unsigned long unused;

	dead = true;
	if (lib_host->died)
		lib_on_host_stack(call_died, (void *)reason, host_sp);
	lib_switch_stack(&unused, host_sp, NULL);
	unreachable();
}

int lib_run(void)
{
	return lib_enter();
}

int lib_attach(const struct lib_host *host)
{
	if (inside)
		return -EBUSY;
	if (!host)
		return -EINVAL;
	lib_host = host;
	return 0;
}

int lib_alive(void)
{
	return lib_booted && !dead;
}
