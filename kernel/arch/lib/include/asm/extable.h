/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_EXTABLE_H
#define _ASM_LIB_EXTABLE_H

/* Offsets relative to the entry's own fields: nothing to relocate. */
struct exception_table_entry {
	int insn, fixup;
};

#define ARCH_HAS_RELATIVE_EXTABLE

#endif
