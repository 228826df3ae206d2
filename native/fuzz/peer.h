/* SPDX-License-Identifier: GPL-2.0 */
/* peer.h - the other side of the network: what all protocols have in common. */
#ifndef KTEST_FUZZ_PEER_H
#define KTEST_FUZZ_PEER_H

#include "packets.h"
#include "program.h"

#include <cstring>
#include <memory>

namespace ktest::fuzz
{

/*
 * The bytes of every stream: that at position p is PatternByte(p), whoever sends it. So a byte tells
 * where it belongs. The period is a prime, and no window, segment or page is a multiple of it.
 */
constexpr int64_t kPatternPeriod = 65521;

/* The longest run of them that Pattern() hands out. */
constexpr size_t kPatternRun = 65536;

const uint8_t *Pattern(int64_t position);

/* In 32-bit sequence space: RFC 9293 section 3.4, RFC 1982. */
inline bool Before(uint32_t a, uint32_t b)
{
	return static_cast<int32_t>(a - b) < 0;
}

/* What a packet is made with. */
struct Moment {
	const Addresses &ends;
	uint64_t now_ns;
};

class Peer
{
      public:
	virtual ~Peer() = default;

	/* Nothing has been sent yet. */
	virtual void Reset()
	{
		memset(local_ports_, 0, sizeof(local_ports_));
	}

	/* The kernel has sent a packet of the protocol. Returns the connection, or -1. */
	virtual int Sent(const Moment &moment, const Received &packet) = 0;

	/* Makes the packet that a record of the peer's operations says. False: it is none of these. */
	virtual bool Make(const Moment &moment, const Record &record, Frame *frame) = 0;

      protected:
	/* Of a packet of the kernel's: its connection by the peer's port; kUnits or more: none. */
	static size_t UnitOf(const uint8_t *transport)
	{
		return static_cast<uint16_t>(Get16(transport + 2) - kPeerPort);
	}

	/* The port of the kernel that connection `unit` has, as far as it is known. */
	uint16_t LocalPort(size_t unit) const
	{
		uint16_t port = local_ports_[unit];

		return port ? port : kLocalPort;
	}

	/* The first words of a packet of the peer's. */
	void PutPorts(size_t unit, uint8_t *transport) const
	{
		Put16(transport, kPeerPort + unit);
		Put16(transport + 2, LocalPort(unit));
	}

	/* 0: not known yet. */
	uint16_t local_ports_[kUnits] = {};
};

std::unique_ptr<Peer> MakeTcpPeer();
std::unique_ptr<Peer> MakeUdpPeer();
std::unique_ptr<Peer> MakeSctpPeer();
std::unique_ptr<Peer> MakeDccpPeer();
std::unique_ptr<Peer> MakeMptcpPeer();

} // namespace ktest::fuzz

#endif /* KTEST_FUZZ_PEER_H */
