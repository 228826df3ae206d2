/* SPDX-License-Identifier: GPL-2.0 */
/* peer_tcp.h - what peers of TCP and of MPTCP have in common; the records are told of in peer_tcp.cc. */
#ifndef KTEST_FUZZ_PEER_TCP_H
#define KTEST_FUZZ_PEER_TCP_H

#include "peer.h"

namespace ktest::fuzz
{

/* Flags as in the header. */
enum : uint16_t { kFin = 1, kSyn = 2, kRst = 4, kPsh = 8, kAck = 16, kUrg = 32 };

constexpr size_t kTcpHeaderBytes = 20, kMaxTcpOptionBytes = 40, kMaxTcpPayload = 16384;

class TcpPeer : public Peer
{
      public:
	void Reset() override
	{
		Peer::Reset();
		memset(connections_, 0, sizeof(connections_));
	}

	int Sent(const Moment &moment, const Received &packet) override;
	bool Make(const Moment &moment, const Record &record, Frame *frame) override;

      protected:
	struct Connection {
		uint32_t isn, next, top;	  /* what the peer sends: next in order, and highest */
		uint32_t kernel_isn, kernel_next; /* what the kernel has sent */
		uint32_t kernel_clock;		  /* its last timestamp */
		bool has_isn;			  /* the peer has sent a SYN */
		int64_t shift; /* added to the position of a byte in the subflow: that in the stream */
	};

	/* A segment in the making; its options are in the frame already. */
	struct Segment {
		uint16_t flags;
		uint32_t sequence, ack;
		uint16_t window, urgent;
		size_t options; /* bytes, a multiple of 4 */
		size_t payload; /* bytes */
		int64_t position; /* of the first byte in its stream */
		bool has_bad_checksum, has_bad_offset;
	};

	/* Where the options of a segment go. */
	static uint8_t *OptionsOf(const Moment &moment, Frame *frame)
	{
		return frame->data + moment.ends.HeaderBytes() + kTcpHeaderBytes;
	}

	void Finish(const Moment &moment, size_t unit, const Segment &segment, Frame *frame) const;

	/* A SYN with this number begins a connection, if it counts or is the first one. */
	void BeginWith(uint32_t sequence, bool counts, Connection *connection) const;

	/* What was sent counts: the next segment goes on behind it. */
	void Count(uint32_t sequence, uint32_t end, Connection *connection) const;

	Connection connections_[kUnits];
};

} // namespace ktest::fuzz

#endif /* KTEST_FUZZ_PEER_TCP_H */
