/* SPDX-License-Identifier: GPL-2.0 */
/* Where it was before 6.12. */
#include <asm/unaligned.h>
