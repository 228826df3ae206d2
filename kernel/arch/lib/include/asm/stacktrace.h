/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_STACKTRACE_H
#define _ASM_LIB_STACKTRACE_H
#endif
