/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_UACCESS_H
#define _ASM_LIB_UACCESS_H

#include <linux/string.h>
#include <asm/extable.h>

/*
 * "User" memory is the memory of the process that loaded the library: any address may be
 * given, and one that cannot be accessed faults. lib_fault() then finds the exception
 * table entry and goes on behind the copy with the number of bytes left.
 */
static __always_inline unsigned long lib_copy(void *to, const void *from, unsigned long n)
{
	asm volatile("1:	rep movsb\n"
		     "2:\n"
		     "	.pushsection __ex_table, \"a\"\n"
		     "	.balign 4\n"
		     "	.long 1b - ., 2b - .\n"
		     "	.popsection\n"
		     : "+D"(to), "+S"(from), "+c"(n)
		     :
		     : "memory");
	return n;
}

static __always_inline unsigned long lib_clear(void *to, unsigned long n)
{
	asm volatile("1:	rep stosb\n"
		     "2:\n"
		     "	.pushsection __ex_table, \"a\"\n"
		     "	.balign 4\n"
		     "	.long 1b - ., 2b - .\n"
		     "	.popsection\n"
		     : "+D"(to), "+c"(n)
		     : "a"(0)
		     : "memory");
	return n;
}

static inline __must_check unsigned long raw_copy_from_user(void *to, const void __user *from,
							    unsigned long n)
{
	return lib_copy(to, (const void __force *)from, n);
}

static inline __must_check unsigned long raw_copy_to_user(void __user *to, const void *from,
							  unsigned long n)
{
	return lib_copy((void __force *)to, from, n);
}

#define __clear_user __clear_user
static inline __must_check unsigned long __clear_user(void __user *to, unsigned long n)
{
	return lib_clear((void __force *)to, n);
}

#define __get_kernel_nofault(dst, src, type, label)			\
do {									\
	if (lib_copy((dst), (src), sizeof(type)))			\
		goto label;						\
} while (0)

#define __put_kernel_nofault(dst, src, type, label)			\
do {									\
	if (lib_copy((dst), (src), sizeof(type)))			\
		goto label;						\
} while (0)

#include <asm-generic/uaccess.h>

#endif
