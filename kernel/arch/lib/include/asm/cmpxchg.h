/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_CMPXCHG_H
#define _ASM_LIB_CMPXCHG_H

#include <linux/compiler.h>
#include <linux/types.h>

/* See atomic.h for why plain accesses will do. */

#define arch_xchg(ptr, new)						\
({									\
	__typeof__(ptr) __xp = (ptr);					\
	__typeof__(*(ptr)) __xseen = READ_ONCE(*__xp);			\
									\
	WRITE_ONCE(*__xp, (new));					\
	__xseen;								\
})

#define arch_cmpxchg(ptr, old, new)					\
({									\
	__typeof__(ptr) __cp = (ptr);					\
	__typeof__(*(ptr)) __cwant = (old);				\
	__typeof__(*(ptr)) __cseen = READ_ONCE(*__cp);			\
									\
	if (__cseen == __cwant)					\
		WRITE_ONCE(*__cp, (new));				\
	__cseen;								\
})

#define arch_cmpxchg_local arch_cmpxchg
#define arch_cmpxchg64 arch_cmpxchg
#define arch_cmpxchg64_local arch_cmpxchg

#define arch_sync_cmpxchg arch_cmpxchg

#endif
