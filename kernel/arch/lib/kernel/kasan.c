// SPDX-License-Identifier: GPL-2.0
/* The shadow of the address sanitizer. */
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/sched/task.h>
#include <linux/vmalloc.h>
#include "lib.h"

u8 *lib_shadow;
unsigned long lib_shadow_bytes;

/* As many as one check reads at once, for 16 bytes that are not aligned. */
u8 lib_no_shadow[4];

/*
 * All zeros, as the caller gave it: everything may be accessed until somebody says otherwise. It
 * is part of the arena, so snapshots have it.
 */
void __init lib_kasan_init(unsigned long bytes)
{
	phys_addr_t at;

	lib_shadow_bytes = DIV_ROUND_UP(bytes, 1UL << KASAN_SHADOW_SCALE_SHIFT);
	at = memblock_phys_alloc(lib_shadow_bytes, PAGE_SIZE);
	if (!at)
		panic("no memory for the shadow of %lu bytes", bytes);
	lib_shadow = __va(at);
	init_task.kasan_depth = 0;
	pr_info("KernelAddressSanitizer initialized\n");
}

/* Of vmalloc() without an MMU there are no areas. mm/kasan/shadow.c asks for those of modules. */
struct vm_struct *find_vm_area(const void *addr)
{
	return NULL;
}
