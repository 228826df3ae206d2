/* SPDX-License-Identifier: GPL-2.0 */
#include <asm/unistd_64.h>
