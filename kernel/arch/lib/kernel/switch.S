/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/linkage.h>

	.text

/* void *lib_switch_stack(unsigned long *save, unsigned long load, void *token) */
SYM_FUNC_START(lib_switch_stack)
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, (%rdi)
	movq	%rsi, %rsp
	movq	%rdx, %rax
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	ret
SYM_FUNC_END(lib_switch_stack)

/* The first thing on a new stack: copy_thread() left rbp at 0, which ends backtraces. */
SYM_FUNC_START(lib_thread_entry)
	movq	%rax, %rdi
	call	lib_thread_start
	ud2
SYM_FUNC_END(lib_thread_entry)

/* void lib_on_host_stack(void (*fn)(void *), void *arg, unsigned long host_sp) */
SYM_FUNC_START(lib_on_host_stack)
	pushq	%rbp
	movq	%rsp, %rbp
	movq	%rdx, %rsp
	andq	$-16, %rsp
	movq	%rdi, %rax
	movq	%rsi, %rdi
	call	*%rax
	movq	%rbp, %rsp
	popq	%rbp
	ret
SYM_FUNC_END(lib_on_host_stack)

	.section .note.GNU-stack, "", @progbits
