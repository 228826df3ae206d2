/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_TIMEX_H
#define _ASM_LIB_TIMEX_H

typedef unsigned long cycles_t;

/* The caller's clock, which stands still while the kernel runs; see time.c. */
cycles_t lib_cycles(void);
#define get_cycles get_cycles
static inline cycles_t get_cycles(void)
{
	return lib_cycles();
}

#define random_get_entropy() lib_cycles()

#endif
