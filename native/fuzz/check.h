/* SPDX-License-Identifier: GPL-2.0 */
/* check.h - whether a packet of the kernel's is one that others would take. */
#ifndef KTEST_FUZZ_CHECK_H
#define KTEST_FUZZ_CHECK_H

#include "packets.h"

namespace ktest::fuzz
{

/*
 * What is wrong with it: lengths, checksums, options; nullptr: nothing. Of a fragment only the IP header is
 * looked at.
 */
const char *Malformed(const uint8_t *frame, size_t bytes);

} // namespace ktest::fuzz

#endif /* KTEST_FUZZ_CHECK_H */
