/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exec_raw.h - system calls without libc, for code that runs in a process that shares the
 * memory (errno and other thread-local variables included) of a thread that runs too.
 */
#ifndef KTEST_EXEC_RAW_H
#define KTEST_EXEC_RAW_H

namespace ktest::exec
{

/* The value of the call, or -errno. */
inline long Raw(long nr, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0)
{
	register long r10 asm("r10") = d;
	register long r8 asm("r8") = e;
	register long r9 asm("r9") = f;
	long ret;

	asm volatile("syscall"
		     : "=a"(ret)
		     : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
		     : "rcx", "r11", "memory");
	return ret;
}

inline long Pointer(const void *p)
{
	return reinterpret_cast<long>(p);
}

} // namespace ktest::exec

#endif /* KTEST_EXEC_RAW_H */
