// SPDX-License-Identifier: GPL-2.0
/*
 * A UDP and UDP-Lite peer.
 *
 * kDatagram	flags	0 a wrong checksum; 1 none; 2 UDP-Lite; 3 a wrong length
 *		a	bytes of payload
 *		b	the kernel's port kLocalPort + b % kPorts, where none is known yet or d & 1
 *		c	UDP-Lite: the coverage of the checksum
 */
#include "peer.h"

#include <cstring>

namespace ktest::fuzz
{
namespace
{

enum : uint16_t { kBadChecksum = 1, kNoChecksum = 2, kLite = 4, kBadLength = 8 };

constexpr size_t kHeaderBytes = 8, kMaxPayload = 16384;
constexpr uint8_t kProtoUdpLite = 136;

class UdpPeer final : public Peer
{
      public:
	void Reset() override
	{
		Peer::Reset();
		position_ = 0;
	}

	int Sent(const Moment &, const Received &packet) override
	{
		size_t unit = packet.bytes < kHeaderBytes ? kUnits : UnitOf(packet.payload);

		if (unit >= kUnits)
			return -1;
		local_ports_[unit] = Get16(packet.payload);
		return unit;
	}

	bool Make(const Moment &moment, const Record &record, Frame *frame) override
	{
		if (static_cast<Op>(record.op) != Op::kDatagram)
			return false;

		uint8_t *udp = frame->data + moment.ends.HeaderBytes();
		size_t payload = record.a % kMaxPayload, bytes = kHeaderBytes + payload;
		uint8_t protocol = record.flags & kLite ? kProtoUdpLite : kProtoUdp;
		uint16_t known = local_ports_[record.Unit()];
		bool is_named = !known || record.d & 1;

		Put16(udp, kPeerPort + record.Unit());
		Put16(udp + 2, is_named ? kLocalPort + record.b % kPorts : known);
		Put16(udp + 4, bytes + (record.flags & kBadLength ? 9 : 0));
		Put16(udp + 6, 0);
		memcpy(udp + kHeaderBytes, Pattern(position_), payload);
		position_ += payload;
		size_t covered = bytes;
		if (record.flags & kLite) {
			Put16(udp + 4, record.c);
			if (record.c >= kHeaderBytes && record.c < bytes)
				covered = record.c;
		}
		uint32_t sum = ChecksumAdd(PseudoHeader(moment.ends, protocol, bytes), udp, covered);
		uint16_t checksum = ChecksumEnd(sum);
		if (!checksum)
			checksum = 0xffff;
		if (record.flags & kNoChecksum)
			checksum = 0;
		Put16(udp + 6, checksum ^ (record.flags & kBadChecksum ? 0x5555 : 0));
		FinishIp(moment.ends, protocol, bytes, frame);
		return true;
	}

      private:
	uint32_t position_;
};

} // namespace

std::unique_ptr<Peer> MakeUdpPeer()
{
	return std::make_unique<UdpPeer>();
}

} // namespace ktest::fuzz
