/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wrap.h - what may happen to a packet of the peer's on its way, below the transport: fragments, options
 * and extension headers of IP, headers that are wrong. The records:
 *
 * kFragments	a	0: the next packet; n: the one that was sent n frames ago
 *		b	bytes of payload in a piece, about
 *		c	us that pass before the last one is sent
 *		d	a seed of another order; 0: none
 *		flags	0 backwards; 1 the second one comes twice; 2 there is one that overlaps; 3 with
 *			other bytes; 4 one is missing; 5 the last one ends beyond the longest packet;
 *			6 a piece that is no multiple of 8 bytes; 7 the last but one says that it is the last,
 *			unless it is the first
 * kDamaged	a	the packet that was sent a frames ago
 *		b	what is wrong with its IP header: Damage
 * kOptions	a	what the next packet has: indices of kOptionsV4, kHeadersV6
 * kEcho	a	bytes of an echo request (RFC 792, RFC 4443)
 *		b	its identifier and number
 *		flags	0 a wrong checksum
 */
#ifndef KTEST_FUZZ_WRAP_H
#define KTEST_FUZZ_WRAP_H

#include "packets.h"
#include "program.h"

#include <vector>

namespace ktest::fuzz
{

enum : uint16_t { kBackwards = 1, kTwice = 2, kOverlap = 4, kOtherBytes = 8, kMissing = 16, kTooLong = 32,
		  kOddLength = 64, kTwoEnds = 128 };

/* Part of the payload of an IP packet. */
struct Piece {
	size_t from, bytes; /* in the packet that it is of */
	size_t offset;	    /* as it says */
	bool is_last, has_other_bytes;
};

/* In the order in which they are sent. None: there is nothing to cut. */
std::vector<Piece> Cut(const Addresses &ends, const Record &record, const uint8_t *packet, size_t bytes);

/* `identification`: the same for all pieces of a packet. */
void MakeFragment(const Addresses &ends, const uint8_t *packet, const Piece &piece, uint32_t identification,
		  Frame *frame);

/* False: there is no header to be damaged. */
bool DamageHeader(const Addresses &ends, uint32_t damage, Frame *frame);

/* False: there is no room. */
bool AddOptions(const Addresses &ends, uint32_t which, Frame *frame);

void MakeEcho(const Addresses &ends, const Record &record, Frame *frame);

} // namespace ktest::fuzz

#endif /* KTEST_FUZZ_WRAP_H */
