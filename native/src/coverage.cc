// SPDX-License-Identifier: GPL-2.0
#include "coverage.h"

#include <array>
#include <cstring>

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

} // namespace

Coverage::Coverage(Wanted wanted, size_t text_bytes)
    : reached_bytes_(((text_bytes >> LIB_REACHED_SHIFT) | 7) + 1)
{
	if (wanted.edges)
		edges_.reset(new uint8_t[LIB_EDGES]());
	if (wanted.reached)
		reached_.reset(new uint8_t[reached_bytes_]());
}

Coverage::Coverage(uint8_t *edges) : reached_bytes_(0), edges_(edges, [](uint8_t *) {})
{
}

uint32_t Coverage::TakeEdges(uint8_t *seen) const
{
	uint32_t added = 0;

	for (size_t at = 0; at < LIB_EDGES; at += sizeof(uint64_t)) {
		uint64_t word;

		/* Most of them are 0. */
		memcpy(&word, &edges_[at], sizeof(word));
		if (!word)
			continue;
		for (size_t i = at; i < at + sizeof(word); i++) {
			uint8_t bit = kClasses[edges_[i]];

			added += (bit & ~seen[i]) != 0;
			seen[i] |= bit;
		}
		memset(&edges_[at], 0, sizeof(word));
	}
	return added;
}

} // namespace ktest
