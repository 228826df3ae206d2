/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_PGTABLE_H
#define _ASM_LIB_PGTABLE_H

/* No MMU: the types that generic headers mention, and nothing that works on them. */

#include <asm-generic/pgtable-nopmd.h>
#include <linux/mm_types.h>
#include <asm/page.h>

#define PAGE_NONE __pgprot(0)
#define PAGE_SHARED __pgprot(0)
#define PAGE_COPY __pgprot(0)
#define PAGE_READONLY __pgprot(0)
#define PAGE_KERNEL __pgprot(0)

#define pgd_present(pgd) (1)
#define pgd_none(pgd) (0)
#define pgd_bad(pgd) (0)
#define pgd_clear(pgdp)
#define kern_addr_valid(addr) (1)

#define pgprot_writecombine pgprot_noncached
#define pgprot_noncached(prot) (prot)

#define VMALLOC_START 0UL
#define VMALLOC_END ULONG_MAX
#define KMALLOC_START 0UL
#define KMALLOC_END ULONG_MAX

extern pgd_t swapper_pg_dir[];
#define ZERO_PAGE(vaddr) virt_to_page(empty_zero_page)
extern char empty_zero_page[];

#ifdef CONFIG_KASAN
#include <asm/pgtable_kasan.h>
#endif

#endif
