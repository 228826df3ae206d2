/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_TIMEX_H
#define _ASM_LIB_TIMEX_H

typedef unsigned long cycles_t;

/*
 * The clock stands still while the kernel runs; a counter that advances with each look is
 * what those need who wait for entropy from it, and it is the same in every run.
 */
cycles_t lib_cycles(void);
#define get_cycles get_cycles
static inline cycles_t get_cycles(void)
{
	return lib_cycles();
}

#define random_get_entropy() lib_cycles()

#endif
