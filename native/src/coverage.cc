// SPDX-License-Identifier: GPL-2.0
#include "coverage.h"

#include "error.h"
#include "slot.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/mman.h>

namespace ktest
{
namespace
{

/* Counts that make no difference share a bit: those of AFL, docs/technical_details.txt there. */
constexpr uint8_t ClassOf(unsigned count)
{
	return count == 0    ? 0
	       : count <= 3  ? 1 << (count - 1)
	       : count < 8   ? 1 << 3
	       : count < 16  ? 1 << 4
	       : count < 32  ? 1 << 5
	       : count < 128 ? 1 << 6
			     : 1 << 7;
}

constexpr std::array<uint8_t, 256> Classes()
{
	std::array<uint8_t, 256> classes = {};

	for (unsigned count = 0; count < classes.size(); count++)
		classes[count] = ClassOf(count);
	return classes;
}

constexpr std::array<uint8_t, 256> kClasses = Classes();

/* Shared, for MapAt(). */
uint8_t *MapShared(size_t bytes)
{
	void *memory =
		mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		ThrowErrno("memory for coverage", errno);
	return static_cast<uint8_t *>(memory);
}

size_t InPages(size_t bytes)
{
	return (bytes + kPage - 1) / kPage * kPage;
}

} // namespace

Coverage::Coverage(size_t blocks)
    : counters_(MapShared(InPages(blocks))), blocks_(blocks), is_own_(true)
{
}

Coverage::~Coverage()
{
	if (is_own_)
		munmap(counters_, InPages(blocks_));
}

void Coverage::MapAt(uintptr_t address) const
{
	/* With an old size of 0 shared memory is there twice: mremap(2). */
	if (mremap(counters_, 0, InPages(blocks_), MREMAP_MAYMOVE | MREMAP_FIXED, address) ==
	    MAP_FAILED)
		ThrowErrno("memory for coverage", errno);
}

uint32_t Coverage::Take(uint8_t *seen) const
{
	uint32_t added = 0;

	for (size_t at = 0; at < blocks_; at += sizeof(uint64_t)) {
		uint64_t word;

		/* Most of them are 0. */
		memcpy(&word, &counters_[at], sizeof(word));
		if (!word)
			continue;
		for (size_t i = at; i < at + sizeof(word); i++) {
			uint8_t bit = kClasses[counters_[i]];

			added += (bit & ~seen[i]) != 0;
			seen[i] |= bit;
		}
		memset(&counters_[at], 0, sizeof(word));
	}
	return added;
}

} // namespace ktest
