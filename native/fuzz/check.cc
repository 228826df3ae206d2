// SPDX-License-Identifier: GPL-2.0
#include "check.h"

#include <algorithm>
#include <cstring>

namespace ktest::fuzz
{
namespace
{

constexpr uint8_t kProtoHop = 0, kProtoRouting = 43, kProtoFragment = 44, kProtoDestination = 60,
		  kProtoUdpLite = 136;

/* Of a packet: what it carries, and the sum of its pseudo header without length and protocol. */
struct Carried {
	bool is_ipv6;
	uint8_t protocol;
	const uint8_t *data;
	size_t bytes;
	uint32_t addresses;
};

bool IsRight(const Carried &carried, size_t covered)
{
	uint32_t sum = carried.addresses + carried.protocol + (carried.bytes >> 16) + (carried.bytes & 0xffff);

	return ChecksumEnd(ChecksumAdd(sum, carried.data, covered)) == 0;
}

/* RFC 9293 section 3.1. */
const char *Tcp(const Carried &carried)
{
	if (carried.bytes < 20)
		return "TCP: shorter than a header";
	size_t header = (carried.data[12] >> 4) * 4;
	if (header < 20 || header > carried.bytes)
		return "TCP: data offset";
	if (!IsRight(carried, carried.bytes))
		return "TCP: checksum";
	for (size_t at = 20; at < header;) {
		uint8_t kind = carried.data[at];

		if (kind == 0)
			break;
		if (kind == 1) {
			at++;
			continue;
		}
		if (at + 1 >= header || carried.data[at + 1] < 2 || at + carried.data[at + 1] > header)
			return "TCP: length of an option";
		at += carried.data[at + 1];
	}
	return nullptr;
}

/* RFC 768, RFC 3828 section 3.1. */
const char *Udp(const Carried &carried)
{
	if (carried.bytes < 8)
		return "UDP: shorter than a header";
	bool is_lite = carried.protocol == kProtoUdpLite;
	size_t length = Get16(carried.data + 4);
	uint16_t checksum = Get16(carried.data + 6);

	if (is_lite ? length && (length < 8 || length > carried.bytes) : length != carried.bytes)
		return "UDP: length";
	/* RFC 6935 lets applications do without over IPv6, too. */
	if (!checksum)
		return is_lite ? "UDP-Lite: no checksum" : nullptr;
	return IsRight(carried, is_lite && length ? length : carried.bytes) ? nullptr : "UDP: checksum";
}

/* RFC 4340 sections 5.1 and 9. */
const char *Dccp(const Carried &carried)
{
	if (carried.bytes < 12)
		return "DCCP: shorter than a header";
	size_t header = carried.data[4] * 4u, coverage = carried.data[5] & 15;
	if (header < 12 || header > carried.bytes)
		return "DCCP: data offset";
	size_t covered = coverage ? std::min(carried.bytes, header + (coverage - 1) * 4) : carried.bytes;
	return IsRight(carried, covered) ? nullptr : "DCCP: checksum";
}

/* RFC 9260 section 6.8. */
const char *Sctp(const Carried &carried)
{
	uint8_t common[12];
	uint32_t crc = 0, right;

	if (carried.bytes < sizeof(common))
		return "SCTP: shorter than a header";
	memcpy(&crc, carried.data + 8, sizeof(crc));
	memcpy(common, carried.data, sizeof(common));
	memset(common + 8, 0, sizeof(crc));
	right = Crc32c(common, sizeof(common), carried.data + sizeof(common), carried.bytes - sizeof(common));
	return crc == right ? nullptr : "SCTP: checksum";
}

const char *Icmp(const Carried &carried)
{
	if (carried.bytes < 8)
		return "ICMP: shorter than a header";
	bool is_right = carried.is_ipv6 ? IsRight(carried, carried.bytes)
					: !ChecksumEnd(ChecksumAdd(0, carried.data, carried.bytes));
	return is_right ? nullptr : "ICMP: checksum";
}

const char *Transport(const Carried &carried)
{
	switch (carried.protocol) {
	case kProtoTcp:
		return Tcp(carried);
	case kProtoUdp:
	case kProtoUdpLite:
		return Udp(carried);
	case kProtoDccp:
		return Dccp(carried);
	case kProtoSctp:
		return Sctp(carried);
	case kProtoIcmp:
	case kProtoIcmpv6:
		return Icmp(carried);
	default:
		return nullptr;
	}
}

} // namespace

const char *Malformed(const uint8_t *frame, size_t bytes)
{
	uint8_t version = bytes ? frame[0] >> 4 : 0;

	if (version == 4) {
		size_t header = (frame[0] & 15) * 4;

		if (bytes < 20 || header < 20 || header > bytes)
			return "IPv4: header length";
		if (Get16(frame + 2) != bytes)
			return "IPv4: total length";
		if (ChecksumEnd(ChecksumAdd(0, frame, header)))
			return "IPv4: checksum";
		if (!frame[8])
			return "IPv4: time to live";
		if (Get16(frame + 6) & 0x3fff)
			return nullptr;
		return Transport({false, frame[9], frame + header, bytes - header,
				  ChecksumAdd(0, frame + 12, 8)});
	}
	if (version != 6 || bytes < 40)
		return "neither IPv4 nor IPv6";
	if (Get16(frame + 4) + 40u != bytes)
		return "IPv6: payload length";
	if (!frame[7])
		return "IPv6: hop limit";
	uint8_t next = frame[6];
	size_t at = 40;
	while (next == kProtoHop || next == kProtoRouting || next == kProtoDestination) {
		if (at + 8 > bytes)
			return "IPv6: extension header";
		next = frame[at];
		at += (frame[at + 1] + 1) * 8u;
		if (at > bytes)
			return "IPv6: extension header";
	}
	if (next == kProtoFragment)
		return nullptr;
	return Transport({true, next, frame + at, bytes - at, ChecksumAdd(0, frame + 8, 32)});
}

} // namespace ktest::fuzz
