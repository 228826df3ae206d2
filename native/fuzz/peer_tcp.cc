// SPDX-License-Identifier: GPL-2.0
/*
 * A TCP peer that follows the numbers of its connections and nothing else: what it sends next is the
 * program's business.
 *
 * kSegment	flags	0..8 those of TCP, from FIN up to AE; 9 a wrong checksum; 10 what it sends does
 *			not count: the next segment has the same number; 11 `a` counts from the initial
 *			sequence number; 12 `b` likewise; 13 a data offset less than a header
 *		a	added to the next sequence number
 *		b	added to the number after the last one that the kernel has sent
 *		c	0..15 bytes of payload; 16..31 window
 *		d	options: 0 timestamps, 1 SACK permitted, 2 MSS, 3 window scale, 4..5 number of SACK
 *			blocks, 6 Fast Open without cookie, 7 MD5 with zeros, 8 one that nobody knows, 9 the
 *			first SACK block tells of a duplicate, 10 an old timestamp, 11 a timestamp echo of
 *			something never sent; 12..15 the shift; 16..31 the MSS or urgent pointer
 *		e	with SYN: the initial sequence number. Otherwise of the SACK blocks: 0..15 distance
 *			from the acknowledgment and between two, 16..31 length
 */
#include "peer_tcp.h"

#include <cstring>

namespace ktest::fuzz
{
namespace
{

enum : uint16_t { kBadChecksum = 512, kUncounted = 1024, kFromIsn = 2048, kAckFromIsn = 4096,
		  kBadOffset = 8192 };
enum : uint32_t { kTimestamps = 1, kSackPermitted = 2, kMss = 4, kScale = 8, kFastOpen = 64, kMd5 = 128,
		  kUnknown = 256, kDuplicate = 512, kOldTimestamp = 1024, kStrangeEcho = 2048 };

/* Writes the options of a record; returns their length, a multiple of 4. */
size_t PutOptions(const Moment &moment, uint32_t kernel_clock, const Record &record, uint32_t ack,
		  uint8_t *at)
{
	uint8_t *const begin = at;
	uint32_t wanted = record.d;
	auto room = [&](size_t bytes) { return at - begin + bytes <= kMaxTcpOptionBytes; };

	if (wanted & kMss) {
		Put16(at, 0x0204);
		Put16(at + 2, wanted >> 16);
		at += 4;
	}
	if (wanted & kSackPermitted) {
		Put32(at, 0x01010402);
		at += 4;
	}
	if (wanted & kTimestamps) {
		uint32_t clock = 1000 + moment.now_ns / 1000000;

		Put32(at, 0x0101080a);
		Put32(at + 4, wanted & kOldTimestamp ? clock - 0x10000000 : clock);
		Put32(at + 8, kernel_clock + (wanted & kStrangeEcho ? 0x10000 : 0));
		at += 12;
	}
	if (wanted & kScale) {
		Put32(at, 0x01030300 | (wanted >> 12 & 15));
		at += 4;
	}
	if (wanted & kFastOpen && room(4)) {
		Put32(at, 0x01012202);
		at += 4;
	}
	if (wanted & kUnknown && room(4)) {
		Put32(at, 0xfd041234);
		at += 4;
	}
	if (wanted & kMd5 && room(20)) {
		Put32(at, 0x01011312);
		memset(at + 4, 0, 16);
		at += 20;
	}
	size_t blocks = wanted >> 4 & 3;
	while (blocks && !room(4 + blocks * 8))
		blocks--;
	if (blocks) {
		uint32_t distance = record.e & 0xffff, length = record.e >> 16;
		uint32_t edge = wanted & kDuplicate ? ack - distance - length : ack + distance;

		Put32(at, 0x01010500 | (2 + blocks * 8));
		at += 4;
		for (size_t i = 0; i < blocks; i++, at += 8) {
			Put32(at, edge);
			Put32(at + 4, edge + length);
			edge = i == 0 && wanted & kDuplicate ? ack + distance : edge + length + distance;
		}
	}
	return at - begin;
}

} // namespace

bool TcpPeer::Make(const Moment &moment, const Record &record, Frame *frame)
{
	if (static_cast<Op>(record.op) != Op::kSegment)
		return false;

	Connection &connection = connections_[record.Unit()];
	uint16_t flags = record.flags;
	bool is_damaged = flags & (kBadChecksum | kBadOffset);
	bool counts = !is_damaged && !(flags & kUncounted);

	if (flags & kSyn && counts)
		connection.isn = connection.next = connection.top = record.e;
	uint32_t sequence = record.a + (flags & kFromIsn ? connection.isn : connection.next);
	if (flags & kSyn && !is_damaged)
		BeginWith(sequence, counts, &connection);
	uint32_t ack =
		record.b + (flags & kAckFromIsn ? connection.kernel_isn : connection.kernel_next);
	size_t options =
		PutOptions(moment, connection.kernel_clock, record, ack, OptionsOf(moment, frame));
	size_t payload = (record.c & 0xffff) % kMaxTcpPayload;
	/* The byte behind a SYN is the first one of the stream. */
	int32_t position = sequence - connection.isn - (flags & kSyn ? 0 : 1);

	Segment segment = {};
	segment.flags = flags & 0x1ff;
	segment.sequence = sequence;
	segment.ack = ack;
	segment.window = record.c >> 16;
	segment.urgent = record.d >> 16;
	segment.options = options;
	segment.payload = payload;
	segment.position = position + connection.shift;
	segment.has_bad_checksum = flags & kBadChecksum;
	segment.has_bad_offset = flags & kBadOffset;
	Finish(moment, record.Unit(), segment, frame);
	if (counts && !(flags & kRst))
		Count(sequence, sequence + payload + (flags & kSyn ? 1 : 0) + (flags & kFin ? 1 : 0),
		      &connection);
	return true;
}

void TcpPeer::BeginWith(uint32_t sequence, bool counts, Connection *connection) const
{
	/* The first SYN is the one that counts, whatever the record says. */
	if (!counts && connection->has_isn)
		return;
	connection->isn = sequence;
	connection->has_isn = true;
}

void TcpPeer::Count(uint32_t sequence, uint32_t end, Connection *connection) const
{
	if (!Before(connection->next, sequence) && Before(connection->next, end))
		connection->next = end;
	if (Before(connection->top, end))
		connection->top = end;
}

void TcpPeer::Finish(const Moment &moment, size_t unit, const Segment &segment, Frame *frame) const
{
	uint8_t *tcp = frame->data + moment.ends.HeaderBytes();
	size_t header = kTcpHeaderBytes + segment.options, bytes = header + segment.payload;

	memcpy(tcp + header, Pattern(segment.position), segment.payload);
	PutPorts(unit, tcp);
	Put32(tcp + 4, segment.sequence);
	Put32(tcp + 8, segment.flags & kAck ? segment.ack : 0);
	Put16(tcp + 12, (segment.has_bad_offset ? 4 : header / 4) << 12 | segment.flags);
	Put16(tcp + 14, segment.window);
	Put16(tcp + 16, 0);
	Put16(tcp + 18, segment.flags & kUrg ? segment.urgent : 0);
	uint32_t sum = ChecksumAdd(PseudoHeader(moment.ends, kProtoTcp, bytes), tcp, bytes);
	Put16(tcp + 16, ChecksumEnd(sum) ^ (segment.has_bad_checksum ? 0x5555 : 0));
	FinishIp(moment.ends, kProtoTcp, bytes, frame);
}

int TcpPeer::Sent(const Moment &, const Received &packet)
{
	const uint8_t *tcp = packet.payload;

	if (packet.bytes < kTcpHeaderBytes)
		return -1;
	size_t unit = UnitOf(tcp);
	size_t header = (tcp[12] >> 4) * 4;
	if (unit >= kUnits || header < kTcpHeaderBytes || header > packet.bytes)
		return -1;

	Connection &connection = connections_[unit];
	uint32_t sequence = Get32(tcp + 4);
	uint16_t flags = Get16(tcp + 12) & 0x1ff;
	uint32_t end = sequence + (packet.bytes - header) + (flags & kSyn ? 1 : 0) + (flags & kFin ? 1 : 0);

	/* A reset that refuses a segment has that one's numbers, not those of a connection. */
	if (flags & kRst)
		return unit;
	local_ports_[unit] = Get16(tcp);
	/* A socket that is connected once more: what the peer has said before was another connection's. */
	if (flags & kSyn && !(flags & kAck) && connection.kernel_isn && connection.kernel_isn != sequence)
		connection = {};
	if (flags & kSyn) {
		connection.kernel_isn = sequence;
		connection.kernel_next = end;
	} else if (Before(connection.kernel_next, end)) {
		connection.kernel_next = end;
	}
	uint32_t ack = Get32(tcp + 8);
	if (flags & kAck && Before(connection.next, ack) && !Before(connection.top, ack))
		connection.next = ack;
	for (size_t at = kTcpHeaderBytes; at + 1 < header;) {
		uint8_t kind = tcp[at];

		if (kind == 0)
			break;
		if (kind == 1) {
			at++;
			continue;
		}
		if (kind == 8 && tcp[at + 1] == 10 && at + 10 <= header)
			connection.kernel_clock = Get32(tcp + at + 2);
		at += tcp[at + 1] < 2 ? 2 : tcp[at + 1];
	}
	return unit;
}

std::unique_ptr<Peer> MakeTcpPeer()
{
	return std::make_unique<TcpPeer>();
}

} // namespace ktest::fuzz
