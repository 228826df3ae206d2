/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_IRQFLAGS_H
#define _ASM_LIB_IRQFLAGS_H

/*
 * Interrupts come from the caller, and only while the kernel idles: whether they are
 * enabled is a flag that somebody may ask for.
 */
extern unsigned long lib_irqs_enabled;

#define arch_local_save_flags arch_local_save_flags
static inline unsigned long arch_local_save_flags(void)
{
	return lib_irqs_enabled;
}

#define arch_local_irq_restore arch_local_irq_restore
static inline void arch_local_irq_restore(unsigned long flags)
{
	lib_irqs_enabled = flags;
}

#include <asm-generic/irqflags.h>

#endif
