/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_ELF_H
#define _ASM_LIB_ELF_H

#include <linux/types.h>
#include <uapi/linux/elf-em.h>

/* No ELF program is ever started; generic headers want the types. */
#define ELF_CLASS ELFCLASS64
#define ELF_DATA ELFDATA2LSB
#define ELF_ARCH EM_X86_64

typedef unsigned long elf_greg_t;
typedef elf_greg_t elf_gregset_t[3];
typedef unsigned long elf_fpregset_t;

#define elf_check_arch(x) 0
#define ELF_EXEC_PAGESIZE 4096
#define ELF_PLATFORM NULL
#define ELF_HWCAP 0

#endif
