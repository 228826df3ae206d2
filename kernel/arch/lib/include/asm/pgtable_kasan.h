/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_PGTABLE_KASAN_H
#define _ASM_LIB_PGTABLE_KASAN_H

/*
 * mm/kasan/init.c maps shadow memory. Here that is a part of the arena, so nobody calls it, but
 * it is compiled: with these, which do nothing.
 */
#define PGDIR_SHIFT 22
#define PGDIR_SIZE (1UL << PGDIR_SHIFT)
#define PTRS_PER_PTE 1
#define ARCH_PAGE_TABLE_SYNC_MASK 0

#define pte_page(pte) ((void)(pte), (struct page *)NULL)
#define pmd_page(pmd) ((void)(pmd), (struct page *)NULL)
#define pmd_page_vaddr(pmd) ((void)(pmd), 0UL)
#define pfn_pte(pfn, prot) ((void)(pfn), (void)(prot), __pte(0))
#define pte_wrprotect(pte) (pte)
#define pte_none(pte) ((void)(pte), 1)
#define pmd_none(pmd) ((void)(pmd), 0)
#define pte_present(pte) ((void)(pte), 0)
#define pmd_present(pmd) ((void)(pmd), 0)
#define pte_offset_kernel(pmd, addr) ((void)(pmd), (void)(addr), (pte_t *)NULL)
#define pgd_offset_k(addr) ((void)(addr), (pgd_t *)NULL)
#define pgd_addr_end(addr, end) ((void)(addr), (end))
#define set_pte_at(mm, addr, ptep, pte) ((void)(pte))
#define pte_clear(mm, addr, ptep) ((void)(ptep))
#define ptep_get(ptep) (*(ptep))
#define pmd_clear(pmdp) ((void)(pmdp))
#define pmd_populate_kernel(mm, pmd, pte) ((void)(pmd), (void)(pte))
#define pte_alloc_one_kernel(mm) ((pte_t *)NULL)
#define pte_free_kernel(mm, pte) ((void)(pte))
#define p4d_alloc(mm, pgd, addr) ((void)(pgd), (p4d_t *)NULL)
#define pud_alloc(mm, p4d, addr) ((void)(p4d), (pud_t *)NULL)
#define pmd_alloc(mm, pud, addr) ((void)(pud), (pmd_t *)NULL)
#define arch_sync_kernel_mappings(start, end) ((void)(start), (void)(end))

#endif
