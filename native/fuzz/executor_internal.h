/* SPDX-License-Identifier: GPL-2.0 */
/* executor_internal.h - what the executor*.cc files share. */
#ifndef KTEST_FUZZ_EXECUTOR_INTERNAL_H
#define KTEST_FUZZ_EXECUTOR_INTERNAL_H

#include "executor.h"

namespace ktest::fuzz
{

struct Executor::Network {
	int device;
	Addresses ends;
	Snapshot snapshot;
	std::string slabs; /* /proc/lib/slabs when programs begin */
};

/* Where things are in the instance's user memory; addresses. */
struct Executor::Layout {
	uint8_t *pattern;	/* as Pattern(), for what applications send */
	uint8_t *buffers;	/* kBufferBytes for each task */
	std::vector<uint8_t *> sysctls, files, fail_nth;
	uint8_t *slabs;		/* path of what tells of slab caches */

	static constexpr size_t kBufferBytes = 96 << 10;
	/* Of a buffer: room for data, and in front of it for addresses and values. */
	static constexpr size_t kValueBytes = 512;
};

} // namespace ktest::fuzz

#endif /* KTEST_FUZZ_EXECUTOR_INTERNAL_H */
