/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_PAGE_H
#define _ASM_LIB_PAGE_H

#include <linux/const.h>
#include <linux/types.h>

#define PAGE_SHIFT CONFIG_PAGE_SHIFT
#define PAGE_SIZE (_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))

#ifndef __ASSEMBLY__

#include <asm/setup.h>

#define clear_page(page) memset((page), 0, PAGE_SIZE)
#define copy_page(to, from) memcpy((to), (from), PAGE_SIZE)
#define clear_user_page(page, vaddr, pg) clear_page(page)
#define copy_user_page(to, from, vaddr, pg) copy_page(to, from)

typedef struct {
	unsigned long pte;
} pte_t;
typedef struct {
	unsigned long pgd;
} pgd_t;
typedef struct {
	unsigned long pgprot;
} pgprot_t;
typedef struct page *pgtable_t;

#define pte_val(x) ((x).pte)
#define pgd_val(x) ((x).pgd)
#define pgprot_val(x) ((x).pgprot)
#define __pte(x) ((pte_t){ (x) })
#define __pgd(x) ((pgd_t){ (x) })
#define __pgprot(x) ((pgprot_t){ (x) })

/*
 * "Physical" memory is the image of the library followed by the arena, wherever the two
 * were loaded: static data has a struct page like everything else (scatter-gather crypto
 * and sendpage need that), and nothing that is computed from a physical address or a page
 * frame number depends on the load address.
 */
extern char _image_start[], _image_end[];
extern unsigned long lib_arena_start, lib_arena_offset;

#define LIB_IMAGE_BYTES ((unsigned long)(_image_end - _image_start))
#define PAGE_OFFSET lib_arena_start

static inline unsigned long __lib_pa(unsigned long va)
{
	unsigned long offset = va - (unsigned long)_image_start;

	return offset < LIB_IMAGE_BYTES ? offset : va - lib_arena_offset;
}

static inline void *__lib_va(unsigned long pa)
{
	return (void *)(pa < LIB_IMAGE_BYTES ? pa + (unsigned long)_image_start :
					       pa + lib_arena_offset);
}

#define __pa(x) __lib_pa((unsigned long)(x))
#define __va(x) __lib_va((unsigned long)(x))
#define __pa_symbol(x) __pa(x)

#define virt_to_pfn(kaddr) (__pa(kaddr) >> PAGE_SHIFT)
#define pfn_to_virt(pfn) __va((unsigned long)(pfn) << PAGE_SHIFT)
#define virt_to_page(addr) pfn_to_page(virt_to_pfn(addr))
#define page_to_virt(page) pfn_to_virt(page_to_pfn(page))
#define page_to_phys(page) ((phys_addr_t)page_to_pfn(page) << PAGE_SHIFT)
#define phys_to_page(phys) pfn_to_page((phys) >> PAGE_SHIFT)

#define virt_addr_valid(kaddr) pfn_valid(virt_to_pfn(kaddr))

#include <asm-generic/memory_model.h>

#endif
#include <asm-generic/getorder.h>

#endif
