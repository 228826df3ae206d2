// SPDX-License-Identifier: GPL-2.0
#include "snapshot.h"

#include "slot.h"

#include <cstring>

namespace ktest
{
namespace
{

constexpr uint64_t kPrime = 0x9e3779b97f4a7c15;
constexpr size_t kLanes = 4;

/* No shift loses a bit and the factor is odd, so this can be undone: nothing is lost. */
uint64_t Mix(uint64_t x)
{
	x = (x ^ x >> 32) * kPrime;
	return (x ^ x >> 29) * kPrime;
}

} // namespace

uint64_t DigestPage(uint64_t page, const uint8_t *bytes)
{
	/* Four sums that do not wait for each other. */
	uint64_t lane[kLanes] = {1, 2, 3, 4}, any = 0, hash = page + 1;

	for (size_t at = 0; at < kPage; at += sizeof(lane)) {
		uint64_t words[kLanes];

		memcpy(words, bytes + at, sizeof(words));
		for (size_t i = 0; i < kLanes; i++) {
			any |= words[i];
			lane[i] = (lane[i] ^ words[i]) * kPrime;
			lane[i] ^= lane[i] >> 32;
		}
	}
	for (uint64_t part : lane)
		hash = Mix(hash ^ part);
	return any ? hash : 0;
}

uint64_t Snapshot::Digest() const
{
	if (!digest) {
		uint64_t sum = 0;

		pages.ForEach([&](uint32_t page, Page *content) {
			sum += DigestPage(page, content->bytes);
		});
		digest = sum ? sum : 1; // 0 stands for "no base"
	}
	return *digest;
}

} // namespace ktest
