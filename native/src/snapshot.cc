// SPDX-License-Identifier: GPL-2.0
#include "snapshot.h"

#include "slot.h"

#include <cstring>
#include <emmintrin.h>

namespace ktest
{
namespace
{

constexpr uint64_t kPrime = 0x9e3779b97f4a7c15;
constexpr size_t kLanes = 4;

alignas(kPage) const uint8_t zeros[kPage] = {};

/* No shift loses a bit and the factor is odd, so this can be undone: nothing is lost. */
uint64_t Mix(uint64_t x)
{
	x = (x ^ x >> 32) * kPrime;
	return (x ^ x >> 29) * kPrime;
}

/* Sums over a page; each register of words has its own, so that none waits for another. */
struct Sums {
	alignas(16) uint64_t word[2 * kLanes];
};

/*
 * A page at four times the speed of Mix(), in the way of XXH3: a word is added to the sum of its
 * neighbour as it is, and to its own as the product of its halves, which are mixed with its place
 * before.
 */
Sums SumOf(const uint8_t *bytes)
{
	const __m128i step = _mm_set_epi64x(kPrime * 3, kPrime * 5);
	__m128i place = _mm_set_epi64x(kPrime * 7, kPrime * 11), sum[kLanes] = {};
	const auto *at = reinterpret_cast<const __m128i *>(bytes);
	Sums sums;

	for (size_t row = 0; row < kPage / sizeof(sum); row++, at += kLanes) {
#pragma GCC unroll 4 /* keeps the sums in registers */
		for (size_t i = 0; i < kLanes; i++) {
			__m128i words = _mm_loadu_si128(at + i);
			__m128i low = _mm_xor_si128(words, place), high = _mm_srli_epi64(low, 32);
			__m128i neighbours = _mm_shuffle_epi32(words, _MM_SHUFFLE(1, 0, 3, 2));

			sum[i] = _mm_add_epi64(sum[i], neighbours);
			sum[i] = _mm_add_epi64(sum[i], _mm_mul_epu32(low, high));
		}
		place = _mm_add_epi64(place, step);
	}
	memcpy(sums.word, sum, sizeof(sum));
	return sums;
}

} // namespace

uint64_t DigestPage(uint64_t page, const uint8_t *bytes)
{
	static const Sums of_zeros = SumOf(zeros);
	Sums sums = SumOf(bytes);
	uint64_t hash = page + 1;

	if (!memcmp(&sums, &of_zeros, sizeof(sums)))
		return 0;
	for (uint64_t word : sums.word)
		hash = Mix(hash ^ word);
	return hash;
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
