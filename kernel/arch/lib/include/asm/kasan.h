/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_KASAN_H
#define _ASM_LIB_KASAN_H

#include <linux/const.h>
#include <asm/page.h>

/*
 * A byte of shadow for each eight of "physical" memory: of the image and of the arena, of which
 * the shadow is the first part. All other memory of the process is the caller's, and
 * not checked.
 */
#define KASAN_SHADOW_SCALE_SHIFT 3
#define KASAN_SHADOW_OFFSET _AC(CONFIG_KASAN_SHADOW_OFFSET, UL)

#ifndef __ASSEMBLY__

extern u8 *lib_shadow;			/* NULL: not yet */
extern unsigned long lib_shadow_bytes;
extern u8 lib_no_shadow[];		/* all accessible */

#define KASAN_SHADOW_START ((unsigned long)lib_shadow)
#define KASAN_SHADOW_END (KASAN_SHADOW_START + lib_shadow_bytes)

#define kasan_mem_to_shadow kasan_mem_to_shadow
static __always_inline void *kasan_mem_to_shadow(const void *addr)
{
	unsigned long at = __lib_pa((unsigned long)addr) >> KASAN_SHADOW_SCALE_SHIFT;

	/* The end of memory has one, too: where the last range of it ends. */
	return at <= lib_shadow_bytes ? lib_shadow + at : lib_no_shadow;
}

#define kasan_shadow_to_mem kasan_shadow_to_mem
static inline const void *kasan_shadow_to_mem(const void *shadow)
{
	return __lib_va(((unsigned long)shadow - KASAN_SHADOW_START) << KASAN_SHADOW_SCALE_SHIFT);
}

#define addr_has_metadata addr_has_metadata
static __always_inline bool addr_has_metadata(const void *addr)
{
	return true;
}

#define kasan_arch_is_ready() (lib_shadow != NULL)

#endif
#endif
