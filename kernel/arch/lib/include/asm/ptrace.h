/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_PTRACE_H
#define _ASM_LIB_PTRACE_H

#include <uapi/asm/ptrace.h>

#ifndef __ASSEMBLY__

/*
 * Registers at an "interrupt" or fault, and the system call an application task is in:
 * a task has these at thread.regs.
 */
struct pt_regs {
	unsigned long ip;
	unsigned long sp;
	unsigned long bp;
	long syscall;			/* __NR_*, or -1 outside a system call */
	unsigned long args[6];
	long ret;
};

#define instruction_pointer(regs) ((regs)->ip)
#define instruction_pointer_set(regs, v) ((regs)->ip = (v))
#define profile_pc(regs) instruction_pointer(regs)
#define user_stack_pointer(regs) ((regs)->sp)
#define kernel_stack_pointer(regs) ((regs)->sp)
#define frame_pointer(regs) ((regs)->bp)
#define regs_return_value(regs) ((regs)->ret)
#define is_syscall_success(regs) (!IS_ERR_VALUE((unsigned long)(regs)->ret))

/* Interrupts arrive only while the kernel idles. */
#define user_mode(regs) 0

#define task_pt_regs(task) (&(task)->thread.regs)
#define current_pt_regs() task_pt_regs(current)
#define signal_pt_regs() task_pt_regs(current)

#endif
#endif
