// SPDX-License-Identifier: GPL-2.0
#include "page_copy.h"

#include "slot.h"

#include <cstring>
#include <immintrin.h>

namespace ktest
{
namespace
{

constexpr size_t kLine = 64;

bool MakeSameSse2(uint8_t *page, const uint8_t *bytes)
{
	bool is_changed = false;

	for (size_t at = 0; at < kPage; at += kLine) {
		const auto *left = reinterpret_cast<const __m128i *>(page + at);
		const auto *right = reinterpret_cast<const __m128i *>(bytes + at);
		__m128i same = _mm_set1_epi8(-1);

#pragma GCC unroll 4
		for (size_t i = 0; i < kLine / sizeof(same); i++)
			same = _mm_and_si128(same, _mm_cmpeq_epi8(_mm_load_si128(left + i),
								  _mm_load_si128(right + i)));
		if (_mm_movemask_epi8(same) == 0xffff)
			continue;
		memcpy(page + at, bytes + at, kLine);
		is_changed = true;
	}
	return is_changed;
}

/* The same in two thirds of the time. */
__attribute__((target("avx2"))) bool MakeSameAvx2(uint8_t *page, const uint8_t *bytes)
{
	bool is_changed = false;

	for (size_t at = 0; at < kPage; at += kLine) {
		const auto *left = reinterpret_cast<const __m256i *>(page + at);
		const auto *right = reinterpret_cast<const __m256i *>(bytes + at);
		__m256i differ = _mm256_or_si256(
			_mm256_xor_si256(_mm256_load_si256(left), _mm256_load_si256(right)),
			_mm256_xor_si256(_mm256_load_si256(left + 1),
					 _mm256_load_si256(right + 1)));

		if (_mm256_testz_si256(differ, differ))
			continue;
		memcpy(page + at, bytes + at, kLine);
		is_changed = true;
	}
	return is_changed;
}

} // namespace

bool MakeSame(uint8_t *page, const uint8_t *bytes)
{
	static const auto make = __builtin_cpu_supports("avx2") ? MakeSameAvx2 : MakeSameSse2;

	return make(page, bytes);
}

} // namespace ktest
