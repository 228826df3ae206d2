// SPDX-License-Identifier: GPL-2.0
#include "wrap.h"

#include "peer.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace ktest::fuzz
{
namespace
{

constexpr size_t kMostPieces = 48, kLongest = 65535, kFragmentHeader = 8, kIcmpHeader = 8, kMostEcho = 16384;
constexpr uint8_t kHeaderFragment = 44;

/* RFC 791 section 3.2, RFC 8200 sections 3 and 4.5. */
enum class Damage { kChecksum, kTotalLength, kVersion, kShortHeader, kLongHeader, kCut, kSource, kCount };

void SumHeader(uint8_t *ip)
{
	Put16(ip + 10, 0);
	Put16(ip + 10, ChecksumEnd(ChecksumAdd(0, ip, (ip[0] & 15) * 4)));
}

} // namespace

std::vector<Piece> Cut(const Addresses &ends, const Record &record, const uint8_t *packet, size_t bytes)
{
	std::vector<Piece> pieces;
	size_t header = ends.HeaderBytes(), payload = bytes > header ? bytes - header : 0;
	size_t step = std::max<size_t>(8, record.b % 4096 / 8 * 8);
	uint16_t flags = record.flags;
	bool is_fragment = ends.is_ipv6 ? packet[6] == kHeaderFragment : Get16(packet + 6) & 0x3fff;

	if (payload <= 8 || is_fragment || (!ends.is_ipv6 && (packet[0] & 15) != 5))
		return pieces;
	step = std::max(step, (payload / kMostPieces + 7) / 8 * 8);
	for (size_t from = 0; from < payload; from += step) {
		size_t size = std::min(step, payload - from);

		pieces.push_back({from, size, from, from + size == payload, false});
	}
	if (flags & kTwoEnds && pieces.size() > 2)
		pieces[pieces.size() - 2].is_last = true;
	size_t second = std::min<size_t>(1, pieces.size() - 1);
	if (flags & kOddLength && !pieces[0].is_last)
		pieces[0].bytes--;
	if (flags & kTooLong)
		pieces.back().offset = kLongest / 8 * 8 - (record.b & 8);
	Piece more = pieces[second];
	if (flags & kOverlap && more.from) {
		more.from -= 8;
		more.offset -= 8;
		more.bytes = std::min<size_t>(16, more.bytes);
		more.is_last = false;
		more.has_other_bytes = flags & kOtherBytes;
		pieces.insert(pieces.begin() + second, more);
	} else if (flags & kTwice) {
		pieces.insert(pieces.begin() + second, more);
	}
	if (flags & kMissing)
		pieces.erase(pieces.begin() + second);
	if (flags & kBackwards)
		std::reverse(pieces.begin(), pieces.end());
	uint32_t order = record.d;
	for (size_t i = pieces.size(); order && i > 1; i--) {
		order ^= order << 13;
		order ^= order >> 17;
		order ^= order << 5;
		std::swap(pieces[i - 1], pieces[order % i]);
	}
	return pieces;
}

void MakeFragment(const Addresses &ends, const uint8_t *packet, const Piece &piece, uint32_t identification,
		  Frame *frame)
{
	size_t header = ends.HeaderBytes(), more = ends.is_ipv6 ? kFragmentHeader : 0;
	uint8_t *ip = frame->data, *payload = ip + header + more;

	memcpy(ip, packet, header);
	memcpy(payload, packet + header + piece.from, piece.bytes);
	for (size_t i = 0; piece.has_other_bytes && i < piece.bytes; i++)
		payload[i] ^= 0x55;
	frame->bytes = header + more + piece.bytes;
	if (ends.is_ipv6) {
		uint8_t *fragment = ip + header;

		Put16(ip + 4, more + piece.bytes);
		fragment[0] = ip[6];
		fragment[1] = 0;
		Put16(fragment + 2, piece.offset | (piece.is_last ? 0 : 1));
		Put32(fragment + 4, identification);
		ip[6] = kHeaderFragment;
		return;
	}
	Put16(ip + 2, frame->bytes);
	Put16(ip + 4, identification);
	Put16(ip + 6, piece.offset / 8 | (piece.is_last ? 0 : 0x2000));
	SumHeader(ip);
}

bool DamageHeader(const Addresses &ends, uint32_t damage, Frame *frame)
{
	uint8_t *ip = frame->data;
	size_t header = ends.HeaderBytes();

	if (frame->bytes <= header)
		return false;
	switch (static_cast<Damage>(damage % static_cast<uint32_t>(Damage::kCount))) {
	case Damage::kChecksum:
		if (ends.is_ipv6)
			return false;
		Put16(ip + 10, Get16(ip + 10) ^ 0x5555);
		return true;
	case Damage::kTotalLength:
		Put16(ip + (ends.is_ipv6 ? 4 : 2), Get16(ip + (ends.is_ipv6 ? 4 : 2)) + 1);
		break;
	case Damage::kVersion:
		ip[0] ^= 0x10;
		break;
	case Damage::kShortHeader:
		if (ends.is_ipv6)
			return false;
		ip[0] = 0x44;
		break;
	case Damage::kLongHeader:
		if (ends.is_ipv6 || frame->bytes >= 60)
			return false;
		ip[0] = 0x4f;
		return true;
	case Damage::kCut:
		frame->bytes--;
		return true;
	case Damage::kSource: {
		/* Nobody can be: a multicast address; RFC 1122 section 3.2.1.3, RFC 4291 section 2.7. */
		if (ends.is_ipv6) {
			memset(ip + 8, 0, 16);
			Put16(ip + 8, 0xff02);
			ip[23] = 1;
		} else {
			Put32(ip + 12, 0xe0000001);
		}
		Addresses other = ends;
		memcpy(other.peer, ip + (ends.is_ipv6 ? 8 : 12), ends.is_ipv6 ? 16 : 4);
		Resum(other, frame);
		return true;
	}
	default:
		return false;
	}
	if (!ends.is_ipv6)
		SumHeader(ip);
	return true;
}

bool AddOptions(const Addresses &ends, uint32_t which, Frame *frame)
{
	struct Headers {
		uint8_t first, bytes, data[40];
	};
	/*
	 * RFC 791 section 3.1, RFC 2113: record route, with and without room; timestamps of three sorts;
	 * router alert; padding; both routes through the peer; and four that are wrong: without a length,
	 * longer than the header, a pointer that is none, twice the same.
	 */
	static constexpr Headers kOptionsV4[] = {
		{0, 12, {7, 11, 4}},
		{0, 8, {7, 7, 8}},
		{0, 12, {68, 12, 5, 0}},
		{0, 12, {68, 12, 5, 1}},
		{0, 8, {68, 8, 9, 0xe0}},
		{0, 4, {148, 4, 0, 0}},
		{0, 4, {1, 1, 1, 0}},
		{0, 8, {131, 7, 8, 1, 2, 3, 4}},
		{0, 4, {1, 1, 1, 7}},
		{0, 4, {7, 30, 4}},
		{0, 8, {7, 7, 3}},
		{0, 16, {7, 7, 4, 0, 0, 0, 0, 1, 7, 7, 4}},
	};
	/*
	 * RFC 8200 sections 4.2 to 4.6, RFC 2711: hop by hop with padding, with router alert; destination
	 * options; routing headers with no segment left, with one, of a type that nobody knows; both of
	 * the first; options to be skipped, to be discarded, to be answered; a length that is too great.
	 */
	static constexpr Headers kHeadersV6[] = {
		{0, 8, {0, 0, 1, 4}},
		{0, 8, {0, 0, 5, 2, 0, 0, 1, 0}},
		{60, 8, {0, 0, 1, 4}},
		{43, 8, {0, 0, 0, 0}},
		{43, 24, {0, 2, 0, 1}},
		{43, 8, {0, 0, 99, 1}},
		{0, 16, {60, 0, 1, 4, 0, 0, 0, 0, 0, 0, 1, 4}},
		{60, 8, {0, 0, 0x1e, 4}},
		{60, 8, {0, 0, 0x5e, 4}},
		{60, 8, {0, 0, 0xbe, 4}},
		{60, 8, {0, 0, 1, 5}},
		{0, 8, {0, 9, 1, 4}},
	};
	static_assert(std::size(kOptionsV4) == std::size(kHeadersV6));
	const Headers &more = (ends.is_ipv6 ? kHeadersV6 : kOptionsV4)[which % std::size(kOptionsV4)];
	uint8_t *ip = frame->data;
	size_t header = ends.HeaderBytes();

	if (frame->bytes + more.bytes > Frame::kMax || frame->bytes + more.bytes > kLongest)
		return false;
	memmove(ip + header + more.bytes, ip + header, frame->bytes - header);
	memcpy(ip + header, more.data, more.bytes);
	frame->bytes += more.bytes;
	if (!ends.is_ipv6) {
		ip[0] = 0x40 | (header + more.bytes) / 4;
		Put16(ip + 2, frame->bytes);
		SumHeader(ip);
		return true;
	}
	/* The transport's number goes into the last of the headers. */
	uint8_t *last = ip + header + (more.bytes == 16 ? 8 : 0);
	last[0] = ip[6];
	ip[6] = more.first;
	Put16(ip + 4, frame->bytes - header);
	return true;
}

void MakeEcho(const Addresses &ends, const Record &record, Frame *frame)
{
	uint8_t *icmp = frame->data + ends.HeaderBytes();
	size_t bytes = kIcmpHeader + record.a % kMostEcho;

	Put16(icmp, ends.is_ipv6 ? 0x8000 : 0x0800);
	Put16(icmp + 2, 0);
	Put32(icmp + 4, record.b);
	memcpy(icmp + kIcmpHeader, Pattern(record.b), bytes - kIcmpHeader);
	uint32_t sum = ends.is_ipv6 ? PseudoHeader(ends, kProtoIcmpv6, bytes) : 0;
	uint16_t checksum = ChecksumEnd(ChecksumAdd(sum, icmp, bytes));
	Put16(icmp + 2, checksum ^ (record.flags & 1 ? 0x5555 : 0));
	FinishIp(ends, ends.is_ipv6 ? kProtoIcmpv6 : kProtoIcmp, bytes, frame);
}

} // namespace ktest::fuzz
