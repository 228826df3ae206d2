/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LIB_STRING_H
#define _ASM_LIB_STRING_H

/* With ERMS these are as fast as anything; see memory.c for the out-of-line versions. */
#define __HAVE_ARCH_MEMCPY
void *memcpy(void *to, const void *from, __kernel_size_t n);
#define __HAVE_ARCH_MEMSET
void *memset(void *s, int c, __kernel_size_t n);
#define __HAVE_ARCH_MEMMOVE
void *memmove(void *to, const void *from, __kernel_size_t n);

void *__memcpy(void *to, const void *from, __kernel_size_t n);
void *__memset(void *s, int c, __kernel_size_t n);
void *__memmove(void *to, const void *from, __kernel_size_t n);

/* Files that the address sanitizer does not check call what does not check either. */
#if defined(CONFIG_KASAN) && !defined(__SANITIZE_ADDRESS__)
#define memcpy(to, from, n) __memcpy(to, from, n)
#define memset(s, c, n) __memset(s, c, n)
#define memmove(to, from, n) __memmove(to, from, n)
#endif

#endif
