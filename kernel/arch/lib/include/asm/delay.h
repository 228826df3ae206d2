/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_DELAY_H
#define _ASM_LIB_DELAY_H

/* Busy waiting takes no time: only lib_advance() moves the clock. */
#define __delay(loops) ((void)(loops))
#define udelay(us) ((void)(us))
#define ndelay(ns) ((void)(ns))

#endif
