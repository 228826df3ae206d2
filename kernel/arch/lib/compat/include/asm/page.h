/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_COMPAT_PAGE_H
#define _ASM_LIB_COMPAT_PAGE_H

#include_next <asm/page.h>

/* Since 6.4 the memory model has it. */
#if !defined(__ASSEMBLY__) && !defined(pfn_valid)
static inline int pfn_valid(unsigned long pfn)
{
	extern unsigned long max_mapnr;

	return pfn < max_mapnr;
}
#define pfn_valid pfn_valid
#endif

#endif
