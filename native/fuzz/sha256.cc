// SPDX-License-Identifier: GPL-2.0
#include "sha256.h"

#include "packets.h"

#include <cstring>
#include <vector>

namespace ktest::fuzz
{
namespace
{

constexpr size_t kBlockBytes = 64;

constexpr uint32_t kConstants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

uint32_t Rotate(uint32_t value, int bits)
{
	return value >> bits | value << (32 - bits);
}

/* FIPS 180-4 section 6.2.2. */
void Compress(const uint8_t *block, uint32_t (&state)[8])
{
	uint32_t w[64], s[8];

	for (size_t i = 0; i < 16; i++)
		w[i] = Get32(block + i * 4);
	for (size_t i = 16; i < 64; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];

		w[i] = w[i - 16] + (Rotate(a, 7) ^ Rotate(a, 18) ^ a >> 3) + w[i - 7] +
		       (Rotate(b, 17) ^ Rotate(b, 19) ^ b >> 10);
	}
	memcpy(s, state, sizeof(s));
	for (size_t i = 0; i < 64; i++) {
		uint32_t e = s[4], a = s[0];
		uint32_t first = s[7] + (Rotate(e, 6) ^ Rotate(e, 11) ^ Rotate(e, 25)) +
				 ((e & s[5]) ^ (~e & s[6])) + kConstants[i] + w[i];
		uint32_t second = (Rotate(a, 2) ^ Rotate(a, 13) ^ Rotate(a, 22)) +
				  ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof(*s));
		s[4] += first;
		s[0] = first + second;
	}
	for (size_t i = 0; i < 8; i++)
		state[i] += s[i];
}

} // namespace

Digest Sha256(const uint8_t *data, size_t bytes)
{
	uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
			     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
	std::vector<uint8_t> padded(data, data + bytes);

	padded.push_back(0x80);
	while (padded.size() % kBlockBytes != kBlockBytes - 8)
		padded.push_back(0);
	padded.resize(padded.size() + 8);
	Put32(padded.data() + padded.size() - 8, static_cast<uint64_t>(bytes) * 8 >> 32);
	Put32(padded.data() + padded.size() - 4, bytes * 8);
	for (size_t at = 0; at < padded.size(); at += kBlockBytes)
		Compress(padded.data() + at, state);

	Digest digest;
	for (size_t i = 0; i < 8; i++)
		Put32(digest.data() + i * 4, state[i]);
	return digest;
}

Digest HmacSha256(const uint8_t *key, size_t key_bytes, const uint8_t *data, size_t bytes)
{
	uint8_t block[kBlockBytes] = {};
	std::vector<uint8_t> inner, outer;

	memcpy(block, key, key_bytes < kBlockBytes ? key_bytes : kBlockBytes);
	for (uint8_t byte : block) {
		inner.push_back(byte ^ 0x36);
		outer.push_back(byte ^ 0x5c);
	}
	inner.insert(inner.end(), data, data + bytes);
	Digest digest = Sha256(inner.data(), inner.size());
	outer.insert(outer.end(), digest.begin(), digest.end());
	return Sha256(outer.data(), outer.size());
}

} // namespace ktest::fuzz
