/* SPDX-License-Identifier: GPL-2.0 */
/* peer.h - the other side of the network: what all protocols have in common. */
#ifndef KTEST_FUZZ_PEER_H
#define KTEST_FUZZ_PEER_H

#include "packets.h"
#include "program.h"

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
	virtual void Reset() = 0;

	/* The kernel has sent a packet of the protocol. Returns the connection, or -1. */
	virtual int Sent(const Moment &moment, const Received &packet) = 0;

	/* Makes the packet that a record of the peer's operations says. False: it is none of these. */
	virtual bool Make(const Moment &moment, const Record &record, Frame *frame) = 0;

	/* The port of the kernel that connection `unit` has, as far as it is known. */
	virtual uint16_t LocalPort(size_t unit) const = 0;
};

std::unique_ptr<Peer> MakeTcpPeer();
std::unique_ptr<Peer> MakeUdpPeer();
std::unique_ptr<Peer> MakeSctpPeer();

} // namespace ktest::fuzz

#endif /* KTEST_FUZZ_PEER_H */
