/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_COMPAT_ATOMIC_H
#define _ASM_LIB_COMPAT_ATOMIC_H

#include_next <asm/atomic.h>

/* Before 6.5 generic code did not make these of arch_xchg() and arch_cmpxchg(). */
#define arch_atomic_xchg(v, new) arch_xchg(&(v)->counter, new)
#define arch_atomic_cmpxchg(v, old, new) arch_cmpxchg(&(v)->counter, old, new)
#define arch_atomic64_xchg(v, new) arch_xchg(&(v)->counter, new)
#define arch_atomic64_cmpxchg(v, old, new) arch_cmpxchg(&(v)->counter, old, new)

#endif
