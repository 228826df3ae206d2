// SPDX-License-Identifier: GPL-2.0
/* The arena as physical memory; the string functions. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <asm/sections.h>
#include "lib.h"

unsigned long lib_arena_start, lib_arena_offset;

/* Allocated as part of the image, so that the address is a constant as elsewhere. */
char empty_zero_page[PAGE_SIZE] __page_aligned_bss;

/* Named by init_mm; no page table is ever walked. */
pgd_t swapper_pg_dir[1];

void __init lib_memory_init(void)
{
	phys_addr_t end = LIB_IMAGE_BYTES + lib_config->arena_bytes;
	unsigned long max_zone_pfns[MAX_NR_ZONES] = {};

	setup_initial_init_mm(_stext, _etext, _edata, _end);
	/* From the bottom up: what is in use stays together, and a snapshot stays small. */
	memblock_set_bottom_up(true);
	memblock_add(0, end);
	memblock_reserve(0, LIB_IMAGE_BYTES);
	lib_kasan_init(end);

	min_low_pfn = 0;
	max_low_pfn = max_pfn = PHYS_PFN(end);
	set_max_mapnr(max_pfn);
	high_memory = __va(end - 1) + 1;
	max_zone_pfns[ZONE_NORMAL] = max_pfn;
	free_area_init(max_zone_pfns);
}

void __init mem_init(void)
{
	memblock_free_all();
}

/* The init sections are part of a file mapping: there is nothing to gain. */
void free_initmem(void)
{
}

/*
 * The address sanitizer has functions of the plain names, which check and then call these.
 */
#undef memcpy
#undef memmove
#undef memset

void *__memcpy(void *to, const void *from, size_t n)
{
	void *ret = to;

	asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
	return ret;
}
void *memcpy(void *to, const void *from, size_t n) __weak __alias(__memcpy);
EXPORT_SYMBOL(memcpy);

/* Backwards a string instruction is slow: by words, then what is left at the front. */
void *__memmove(void *to, const void *from, size_t n)
{
	u8 *dst = to;
	const u8 *src = from;

	if ((unsigned long)to - (unsigned long)from >= n)
		return __memcpy(to, from, n);
	for (; n >= sizeof(u64); n -= sizeof(u64))
		put_unaligned(get_unaligned((const u64 *)(src + n - sizeof(u64))),
			      (u64 *)(dst + n - sizeof(u64)));
	while (n--)
		dst[n] = src[n];
	return to;
}
void *memmove(void *to, const void *from, size_t n) __weak __alias(__memmove);
EXPORT_SYMBOL(memmove);

void *__memset(void *s, int c, size_t n)
{
	void *ret = s;

	asm volatile("rep stosb" : "+D"(s), "+c"(n) : "a"(c) : "memory");
	return ret;
}
void *memset(void *s, int c, size_t n) __weak __alias(__memset);
EXPORT_SYMBOL(memset);
