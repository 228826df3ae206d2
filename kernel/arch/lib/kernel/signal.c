// SPDX-License-Identifier: GPL-2.0
/*
 * Signals of application tasks. There is no handler to call: a signal that has one is
 * reported to the caller, and that was it. At first every signal whose default action
 * would end the process has such a "handler"; rt_sigaction(2) can change that.
 */
#include <linux/kernel.h>
#include <linux/resume_user_mode.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <linux/syscalls.h>
#include "lib.h"

#define REPORT ((__sighandler_t)(unsigned long)_image_start)

void lib_signal_defaults(void)
{
	struct k_sigaction *action = current->sighand->action;
	int signo;

	for (signo = 1; signo <= _NSIG; signo++, action++) {
		memset(action, 0, sizeof(*action));
		if (!sig_kernel_only(signo) && !sig_kernel_ignore(signo) &&
		    !sig_kernel_stop(signo))
			action->sa.sa_handler = REPORT;
	}
}

/* One signal: report it, with the mask that its handler would have had come and gone. */
static void deliver(struct lib_task *task, struct ksignal *ksig)
{
	sigset_t mask = *sigmask_to_save();

	signal_setup_done(0, ksig, 0);
	set_current_blocked(&mask);
	if (!task->spare)
		lib_host_signal(task->tid, ksig->sig);
}

/* Whether the interrupted call begins again; if not, *ret is what it returns. */
static bool restarts(long *ret, const struct ksignal *ksig)
{
	struct pt_regs *regs = current_pt_regs();

	if (regs->syscall < 0)
		return false;
	switch (*ret) {
	case -ERESTARTNOINTR:
		return true;
	case -ERESTARTSYS:
		if (!ksig || ksig->ka.sa.sa_flags & SA_RESTART)
			return true;
		break;
	case -ERESTARTNOHAND:
		if (!ksig)
			return true;
		break;
	case -ERESTART_RESTARTBLOCK:
		if (!ksig) {
			regs->syscall = __NR_restart_syscall;
			return true;
		}
		break;
	default:
		return false;
	}
	*ret = -EINTR;
	return false;
}

bool lib_exit_work(struct lib_task *task, long *ret)
{
	bool again = false, decided = false;
	unsigned long flags;

	while ((flags = read_thread_flags()) & _TIF_EXIT_WORK) {
		if (task->exiting)
			do_exit(0);
		if (flags & _TIF_NEED_RESCHED)
			schedule();
		if (flags & (_TIF_SIGPENDING | _TIF_NOTIFY_SIGNAL)) {
			struct ksignal ksig;
			bool handler = get_signal(&ksig);

			if (!decided)
				again = restarts(ret, handler ? &ksig : NULL);
			decided = true;
			if (handler)
				deliver(task, &ksig);
			else
				restore_saved_sigmask();
		}
		if (flags & _TIF_NOTIFY_RESUME)
			resume_user_mode_work(current_pt_regs());
	}
	return again;
}
