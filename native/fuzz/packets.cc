// SPDX-License-Identifier: GPL-2.0
#include "packets.h"

#include <array>
#include <cstring>

namespace ktest::fuzz
{
namespace
{

constexpr uint8_t kHopLimit = 64;

std::array<uint32_t, 256> MakeCrcTable()
{
	constexpr uint32_t kCastagnoli = 0x82f63b78;
	std::array<uint32_t, 256> table;

	for (uint32_t i = 0; i < table.size(); i++) {
		uint32_t crc = i;

		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? kCastagnoli : 0);
		table[i] = crc;
	}
	return table;
}

} // namespace

uint32_t ChecksumAdd(uint32_t sum, const uint8_t *data, size_t bytes)
{
	uint64_t wide = sum;

	/* In the machine's own order: the sum of swapped words is the swapped sum. */
	uint64_t swapped = 0;
	for (; bytes >= 4; data += 4, bytes -= 4) {
		uint32_t word;

		memcpy(&word, data, sizeof(word));
		swapped += word;
	}
	swapped = (swapped & 0xffffffff) + (swapped >> 32);
	swapped = (swapped & 0xffff) + (swapped >> 16 & 0xffff) + (swapped >> 32);
	swapped = (swapped & 0xffff) + (swapped >> 16);
	wide += __builtin_bswap16(static_cast<uint16_t>((swapped & 0xffff) + (swapped >> 16)));
	if (bytes & 2) {
		wide += Get16(data);
		data += 2;
	}
	if (bytes & 1)
		wide += *data << 8;
	while (wide >> 32)
		wide = (wide & 0xffffffff) + (wide >> 32);
	return wide;
}

uint16_t ChecksumEnd(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

uint32_t PseudoHeader(const Addresses &ends, uint8_t protocol, uint32_t bytes)
{
	size_t length = ends.is_ipv6 ? 16 : 4;
	uint32_t sum = ChecksumAdd(0, ends.local, length);

	sum = ChecksumAdd(sum, ends.peer, length);
	return sum + protocol + (bytes >> 16) + (bytes & 0xffff);
}

void FinishIp(const Addresses &ends, uint8_t protocol, size_t payload, Frame *frame)
{
	uint8_t *ip = frame->data;

	frame->bytes = ends.HeaderBytes() + payload;
	memset(ip, 0, ends.HeaderBytes());
	if (ends.is_ipv6) {
		ip[0] = 0x60;
		Put16(ip + 4, payload);
		ip[6] = protocol;
		ip[7] = kHopLimit;
		memcpy(ip + 8, ends.peer, 16);
		memcpy(ip + 24, ends.local, 16);
		return;
	}
	ip[0] = 0x45;
	Put16(ip + 2, frame->bytes);
	ip[8] = kHopLimit;
	ip[9] = protocol;
	memcpy(ip + 12, ends.peer, 4);
	memcpy(ip + 16, ends.local, 4);
	Put16(ip + 10, ChecksumEnd(ChecksumAdd(0, ip, 20)));
}

void Resum(const Addresses &ends, Frame *frame)
{
	uint8_t *ip = frame->data;
	size_t header = ends.HeaderBytes();
	uint8_t protocol = ends.is_ipv6 ? ip[6] : ip[9];
	uint8_t *payload = ip + header;
	size_t bytes = frame->bytes - header;
	size_t at = 0;

	if (frame->bytes < header)
		return;
	if (!ends.is_ipv6) {
		Put16(ip + 10, 0);
		Put16(ip + 10, ChecksumEnd(ChecksumAdd(0, ip, header)));
	}
	switch (protocol) {
	case kProtoTcp:
		at = 16;
		break;
	case kProtoUdp:
	case kProtoDccp:
		at = 6;
		break;
	case kProtoIcmp:
	case kProtoIcmpv6:
		at = 2;
		break;
	case kProtoSctp:
		if (bytes >= 12) {
			memset(payload + 8, 0, 4);
			uint32_t crc = Crc32c(payload, bytes);
			memcpy(payload + 8, &crc, sizeof(crc));
		}
		return;
	default:
		return;
	}
	if (bytes < at + 2)
		return;
	Put16(payload + at, 0);
	uint32_t sum = protocol == kProtoIcmp ? 0 : PseudoHeader(ends, protocol, bytes);
	Put16(payload + at, ChecksumEnd(ChecksumAdd(sum, payload, bytes)));
}

uint32_t Crc32c(const uint8_t *data, size_t bytes)
{
	return Crc32c(nullptr, 0, data, bytes);
}

uint32_t Crc32c(const uint8_t *first, size_t bytes, const uint8_t *second, size_t more)
{
	static const std::array<uint32_t, 256> table = MakeCrcTable();
	uint32_t crc = ~0u;

	while (bytes--)
		crc = crc >> 8 ^ table[(crc ^ *first++) & 0xff];
	while (more--)
		crc = crc >> 8 ^ table[(crc ^ *second++) & 0xff];
	return ~crc;
}

bool ReadIp(const uint8_t *frame, size_t bytes, Received *received)
{
	if (bytes >= 40 && frame[0] >> 4 == 6) {
		*received = {frame[6], frame + 40, bytes - 40};
		return true;
	}
	if (bytes < 20 || frame[0] >> 4 != 4 || Get16(frame + 6) & 0x3fff)
		return false;
	size_t header = (frame[0] & 15) * 4;
	if (header < 20 || header > bytes)
		return false;
	*received = {frame[9], frame + header, bytes - header};
	return true;
}

} // namespace ktest::fuzz
