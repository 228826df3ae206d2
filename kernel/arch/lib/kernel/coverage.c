// SPDX-License-Identifier: GPL-2.0
/*
 * Which code runs: the compiler puts a call to __sanitizer_cov_trace_pc() at the start of each
 * basic block of net/ and drivers/net/, and that notes where it was called from.
 */
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/types.h>
#include "lib.h"

#ifdef CONFIG_LIB_COVERAGE

/*
 * In the image, and so in snapshots: the caller names its memory again after it has restored one.
 */
static u8 *edges, *reached;

/* Of the present task: the number of the block before, moved by a bit so that A-B is not B-A. */
static unsigned int before;

void __sanitizer_cov_trace_pc(void);

/*
 * Blocks of 128 bytes of code have numbers that differ in the lowest 6 bits only, so their edges are
 * in one cache line of the table: fewer lines are touched here, and by whoever reads the table.
 */
static __always_inline void count_edge(u8 *table, u32 at)
{
	/* Fibonacci hashing; 16 bits for LIB_EDGES. */
	u32 here = ((at >> 7) * 0x9e3779b1U >> 16) ^ (at >> 1 & 63);
	u8 *counter = &table[here ^ before];
	u8 n = *counter + 1;

	/* One that ran 256 times is not one that did not run. */
	*counter = n + !n;
	before = here >> 1;
}

void notrace __sanitizer_cov_trace_pc(void)
{
	u8 *table = edges;
	unsigned long at = (unsigned long)__builtin_return_address(0) -
			   (unsigned long)_image_start;

	if (table)
		count_edge(table, at);
	if (reached)
		reached[at >> LIB_REACHED_SHIFT] = 1;
}

unsigned int lib_coverage_switch(unsigned int next)
{
	unsigned int present = before;

	before = next;
	return present;
}

int lib_coverage(const struct lib_coverage *coverage)
{
	const unsigned long text = (unsigned long)_etext - (unsigned long)_image_start;

	if (lib_inside())
		return -EBUSY;
	if (coverage && coverage->reached && coverage->reached_bytes <= text >> LIB_REACHED_SHIFT)
		return -EINVAL;
	edges = coverage ? coverage->edges : NULL;
	reached = coverage ? coverage->reached : NULL;
	return 0;
}

#else

int lib_coverage(const struct lib_coverage *coverage)
{
	return -EOPNOTSUPP;
}

#endif
