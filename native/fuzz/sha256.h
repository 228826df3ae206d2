/* SPDX-License-Identifier: GPL-2.0 */
/* sha256.h - what MPTCP hashes with: FIPS 180-4, RFC 2104. */
#ifndef KTEST_FUZZ_SHA256_H
#define KTEST_FUZZ_SHA256_H

#include <array>
#include <cstddef>
#include <cstdint>

namespace ktest::fuzz
{

using Digest = std::array<uint8_t, 32>;

Digest Sha256(const uint8_t *data, size_t bytes);

/* HMAC-SHA256; a key of 64 bytes at most. */
Digest HmacSha256(const uint8_t *key, size_t key_bytes, const uint8_t *data, size_t bytes);

} // namespace ktest::fuzz

#endif /* KTEST_FUZZ_SHA256_H */
