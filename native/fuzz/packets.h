/* SPDX-License-Identifier: GPL-2.0 */
/* packets.h - IP packets of the scripted peer, and what is read of those of the kernel. */
#ifndef KTEST_FUZZ_PACKETS_H
#define KTEST_FUZZ_PACKETS_H

#include <cstddef>
#include <cstdint>

namespace ktest::fuzz
{

constexpr uint8_t kProtoIcmp = 1, kProtoTcp = 6, kProtoUdp = 17, kProtoDccp = 33, kProtoIcmpv6 = 58,
		  kProtoSctp = 132;

inline void Put8(uint8_t *at, uint32_t value)
{
	*at = value;
}
inline void Put16(uint8_t *at, uint32_t value)
{
	at[0] = value >> 8;
	at[1] = value;
}
inline void Put32(uint8_t *at, uint32_t value)
{
	Put16(at, value >> 16);
	Put16(at + 2, value);
}
inline uint16_t Get16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}
inline uint32_t Get32(const uint8_t *at)
{
	return static_cast<uint32_t>(Get16(at)) << 16 | Get16(at + 2);
}

/* The two ends of the network: 4 or 16 bytes each. */
struct Addresses {
	bool is_ipv6;
	uint8_t local[16], peer[16]; /* of the kernel, of the other side */

	size_t HeaderBytes() const
	{
		return is_ipv6 ? 40 : 20;
	}
};

/* A frame in the making: the transport's part first, the IP header in front of it last. */
struct Frame {
	static constexpr size_t kMax = 65536 + 128;

	size_t bytes = 0;
	uint8_t data[kMax];
};

/*
 * The Internet checksum (RFC 1071) over `bytes` and what `sum` has of others, not complemented yet.
 * An odd last byte counts as the upper half of a word.
 */
uint32_t ChecksumAdd(uint32_t sum, const uint8_t *data, size_t bytes);
uint16_t ChecksumEnd(uint32_t sum);

/* Of the pseudo header, in either direction: RFC 9293 section 3.1, RFC 8200 section 8.1. */
uint32_t PseudoHeader(const Addresses &ends, uint8_t protocol, uint32_t bytes);

/*
 * Writes the IP header of a packet from the peer in front of `payload` bytes that are there already,
 * and the frame's length.
 */
void FinishIp(const Addresses &ends, uint8_t protocol, size_t payload, Frame *frame);

/* Makes the checksums of a packet from the peer right: the IP header's, and that of its transport. */
void Resum(const Addresses &ends, Frame *frame);

/* CRC32c, RFC 9260 appendix A. */
uint32_t Crc32c(const uint8_t *data, size_t bytes);

/* Of both, one behind the other. */
uint32_t Crc32c(const uint8_t *first, size_t bytes, const uint8_t *second, size_t more);

/* An IP packet of the kernel without extension headers, and where its payload is. */
struct Received {
	uint8_t protocol;
	const uint8_t *payload;
	size_t bytes;
};

/* False: something else, or a fragment. */
bool ReadIp(const uint8_t *frame, size_t bytes, Received *received);

} // namespace ktest::fuzz

#endif /* KTEST_FUZZ_PACKETS_H */
