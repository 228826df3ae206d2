/* SPDX-License-Identifier: GPL-2.0 */
/* page_copy.h - pages as they were before. */
#ifndef KTEST_PAGE_COPY_H
#define KTEST_PAGE_COPY_H

#include <cstdint>

namespace ktest
{

/*
 * Copies a page; false: it was the same before. Both are aligned. Of a page that a test has written
 * to, few lines are others: to leave the rest alone takes less than to compare first and to copy
 * all.
 */
bool MakeSame(uint8_t *page, const uint8_t *bytes);

} // namespace ktest

#endif /* KTEST_PAGE_COPY_H */
