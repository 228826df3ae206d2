// SPDX-License-Identifier: GPL-2.0
/*
 * Faults of the host thread inside the library. What runs here runs in a signal handler of
 * the host, on its alternate stack; it only decides where the thread is to go on.
 */
#include <linux/extable.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched/debug.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "lib.h"

static struct {
	struct lib_fault at;
	const char *reason;
} oops;

/* Away from the faulting frame, the red zone included, and aligned as after a call. */
static void divert(struct lib_fault *fault, const char *reason)
{
	oops.at = *fault;
	oops.reason = reason;
	fault->ip = (unsigned long)lib_oops;
	fault->sp = ((fault->sp - 256) & ~15UL) - 8;
}

int lib_fault(struct lib_fault *fault)
{
	const struct exception_table_entry *entry;

	if (lib_in_text(fault->ip)) {
		entry = search_exception_tables(fault->ip);
		if (entry) {
			fault->ip = (unsigned long)&entry->fixup + entry->fixup;
			return 1;
		}
	}
	if (!lib_on_kernel_stack(fault->sp))
		return 0;
	divert(fault, NULL);
	return 1;
}

int lib_interrupt(struct lib_fault *fault, const char *reason)
{
	if (!lib_on_kernel_stack(fault->sp) || !lib_in_text(fault->ip))
		return 0;
	divert(fault, reason);
	return 1;
}

void __noreturn lib_oops(void)
{
	static const char *const names[] = {
		[4] = "invalid opcode", [7] = "bus error", [8] = "divide error",
		[11] = "unable to handle access",
	};
	unsigned int signo = oops.at.signo;
	struct pt_regs regs = {
		.ip = oops.at.ip,
		.sp = oops.at.sp,
		.bp = oops.at.bp,
		.syscall = -1,
	};
	char what[96];

	if (oops.reason)
		strscpy(what, oops.reason, sizeof(what));
	else
		snprintf(what, sizeof(what), "%s at address 0x%llx",
			 signo < ARRAY_SIZE(names) && names[signo] ? names[signo] : "fault",
			 oops.at.address);
	console_verbose();
	pr_emerg("BUG: %s\n", what);
	show_regs(&regs);
	panic("%s", what);
}
