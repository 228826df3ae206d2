// SPDX-License-Identifier: GPL-2.0
#include <linux/linkage.h>
#include <linux/signal.h>
#include <linux/syscalls.h>
/* Its declaration of mmap is not the same in all versions. */
#define sys_mmap sys_mmap
#include <asm-generic/syscalls.h>
#include <asm/syscall.h>

SYSCALL_DEFINE6(mmap, unsigned long, addr, unsigned long, len, unsigned long, prot,
		unsigned long, flags, unsigned long, fd, unsigned long, off)
{
	if (offset_in_page(off))
		return -EINVAL;
	return ksys_mmap_pgoff(addr, len, prot, flags, fd, off >> PAGE_SHIFT);
}

/* There is no handler's frame to return from. */
asmlinkage long sys_rt_sigreturn(struct pt_regs *regs)
{
	return -ENOSYS;
}

#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)

#undef __SYSCALL
#define __SYSCALL(nr, call) [nr] = (sys_call_ptr_t)(void *)(call),

const sys_call_ptr_t sys_call_table[__NR_syscalls] = {
	[0 ... __NR_syscalls - 1] = (sys_call_ptr_t)(void *)sys_ni_syscall,
#include <asm/syscall_table_64.h>
};
