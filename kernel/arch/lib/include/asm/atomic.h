/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_ATOMIC_H
#define _ASM_LIB_ATOMIC_H

#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>

/*
 * One host thread and no interrupt that could come in between: plain operations are
 * atomic. READ_ONCE() and WRITE_ONCE() keep the compiler from tearing or caching them.
 */

#define LIB_ATOMIC_OP(pfx, type, name, op)						\
static __always_inline void arch_##pfx##_##name(type i, pfx##_t *v)			\
{											\
	WRITE_ONCE(v->counter, READ_ONCE(v->counter) op i);				\
}

#define LIB_ATOMIC_RETURN(pfx, type, name, op)						\
static __always_inline type arch_##pfx##_##name##_return(type i, pfx##_t *v)		\
{											\
	type new = READ_ONCE(v->counter) op i;						\
											\
	WRITE_ONCE(v->counter, new);							\
	return new;									\
}

#define LIB_ATOMIC_FETCH(pfx, type, name, op)						\
static __always_inline type arch_##pfx##_fetch_##name(type i, pfx##_t *v)		\
{											\
	type old = READ_ONCE(v->counter);						\
											\
	WRITE_ONCE(v->counter, old op i);						\
	return old;									\
}

#define LIB_ATOMIC(pfx, type)								\
static __always_inline type arch_##pfx##_read(const pfx##_t *v)				\
{											\
	return READ_ONCE(v->counter);							\
}											\
static __always_inline void arch_##pfx##_set(pfx##_t *v, type i)			\
{											\
	WRITE_ONCE(v->counter, i);							\
}											\
LIB_ATOMIC_OP(pfx, type, add, +)							\
LIB_ATOMIC_OP(pfx, type, sub, -)							\
LIB_ATOMIC_OP(pfx, type, and, &)							\
LIB_ATOMIC_OP(pfx, type, or, |)								\
LIB_ATOMIC_OP(pfx, type, xor, ^)							\
LIB_ATOMIC_RETURN(pfx, type, add, +)							\
LIB_ATOMIC_RETURN(pfx, type, sub, -)							\
LIB_ATOMIC_FETCH(pfx, type, add, +)							\
LIB_ATOMIC_FETCH(pfx, type, sub, -)							\
LIB_ATOMIC_FETCH(pfx, type, and, &)							\
LIB_ATOMIC_FETCH(pfx, type, or, |)							\
LIB_ATOMIC_FETCH(pfx, type, xor, ^)

LIB_ATOMIC(atomic, int)
LIB_ATOMIC(atomic64, s64)

#define arch_atomic_add_return arch_atomic_add_return
#define arch_atomic_sub_return arch_atomic_sub_return
#define arch_atomic_fetch_add arch_atomic_fetch_add
#define arch_atomic_fetch_sub arch_atomic_fetch_sub
#define arch_atomic_fetch_and arch_atomic_fetch_and
#define arch_atomic_fetch_or arch_atomic_fetch_or
#define arch_atomic_fetch_xor arch_atomic_fetch_xor
#define arch_atomic64_add_return arch_atomic64_add_return
#define arch_atomic64_sub_return arch_atomic64_sub_return
#define arch_atomic64_fetch_add arch_atomic64_fetch_add
#define arch_atomic64_fetch_sub arch_atomic64_fetch_sub
#define arch_atomic64_fetch_and arch_atomic64_fetch_and
#define arch_atomic64_fetch_or arch_atomic64_fetch_or
#define arch_atomic64_fetch_xor arch_atomic64_fetch_xor

#define ATOMIC64_INIT(i) { (i) }

#endif
