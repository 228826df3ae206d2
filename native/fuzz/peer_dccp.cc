// SPDX-License-Identifier: GPL-2.0
/*
 * A DCCP peer (RFC 4340, RFC 4341, RFC 4342) that follows the sequence numbers of its connections, knows what
 * the kernel wants to negotiate, and leaves all else to the program.
 *
 * kDccp	flags	0..3 the type of the packet, as on the wire; 4 short sequence numbers; 5 a wrong
 *			checksum; 6 what it sends does not count: the next packet has the same number; 7 `a`
 *			counts from the initial number; 8 `b` likewise; 9 a data offset less than a header;
 *			10 one beyond the packet; 11 it confirms what the kernel's last Changes ask for; 12 it asks
 *			for its CCID in both directions, and for what that needs; 13 `a` and 14 `b` count
 *			65536 times; 15 the CCID of 11 and 12 is 3, else 2
 *		a	added to the next sequence number; of a Request or Response that counts: the initial
 *			number itself, with its sign extended to 48 bits
 *		b	added to the last number of the kernel's
 *		c	0..15 bytes of payload; 16..19 coverage of the checksum; 20..23 CCVal; 24..31 the code of a
 *			Reset
 *		d	options: 0 Ack Vector of nonce 0, 1 of nonce 1, 2 Timestamp, 3 Timestamp Echo with elapsed
 *			time, 4 Elapsed Time, 5 NDP Count, 6 Change L, 7 Change R, 8 Confirm L, 9 Confirm R,
 *			10 one that nobody knows, 11 Loss Event Rate, 12 Receive Rate, 13 Loss Intervals,
 *			14 Mandatory in front of all of them, 15 one at the end that is longer than the header;
 *			16..23 the feature of 6 to 9, or the elapsed time in ms; 24..31 its value, or that of 11 in
 *			hundreds, 0: no loss
 *		e	the service code of a Request or Response; else the cells of the Ack Vector, the lowest byte
 *			first, up to the first 0 behind it; and what is received in a second
 *
 * The payload of a packet is the pattern from unit * 8191 + (number - initial number) * 1009 on: so it tells which
 * packet of which connection it is from.
 */
#include "peer.h"

#include <algorithm>
#include <vector>

namespace ktest::fuzz
{
namespace
{

enum : uint16_t { kShort = 16, kBadChecksum = 32, kUncounted = 64, kFromIsn = 128, kAckFromIsn = 256,
		  kSmallOffset = 512, kLargeOffset = 1024, kConfirms = 2048, kAsks = 4096, kFar = 8192,
		  kAckFar = 16384, kCcid3 = 32768 };
enum Type : uint8_t { kRequest = 0, kResponse = 1, kData = 2, kDataAck = 4, kReset = 7 };
enum : uint32_t { kAckVector0 = 1, kAckVector1 = 2, kTimestamp = 4, kEcho = 8, kElapsed = 16, kNdp = 32,
		  kChange = 64, kUnknown = 1024, kLossEventRate = 2048, kReceiveRate = 4096,
		  kLossIntervals = 8192, kMandatory = 16384, kNonsense = 32768 };

/* RFC 4340 sections 5.8 and 6.4, RFC 4342 section 8. */
enum : uint8_t { kOptMandatory = 1, kOptChangeL = 32, kOptConfirmL = 33, kOptChangeR = 34, kOptConfirmR = 35,
		 kOptNdp = 37, kOptAckVector = 38, kOptTimestamp = 41, kOptEcho = 42, kOptElapsed = 43,
		 kOptUnknown = 45, kOptLossEventRate = 192, kOptLossIntervals = 193, kOptReceiveRate = 194 };
enum : uint8_t { kFeatCcid = 1, kFeatWindow = 3, kFeatAckRatio = 5, kFeatAckVector = 6 };

constexpr size_t kGenericBytes = 12, kMaxHeader = 255 * 4, kMaxPayload = 16384;
constexpr uint64_t kMask = 0xffffffffffff;
constexpr uint32_t kUnitStride = 8191, kNumberStride = 1009;

/* RFC 4340 section 7.1. */
bool Before48(uint64_t a, uint64_t b)
{
	return static_cast<int64_t>((a << 16) - (b << 16)) < 0;
}

void Put48(uint8_t *at, uint64_t value)
{
	Put16(at, value >> 32);
	Put32(at + 2, value);
}

uint64_t Get48(const uint8_t *at)
{
	return static_cast<uint64_t>(Get16(at)) << 32 | Get32(at + 2);
}

bool IsNonNegotiable(uint8_t feature)
{
	return feature == kFeatWindow || feature == kFeatAckRatio;
}

/* Bytes between the generic header and the options: RFC 4340 sections 5.1 to 5.7; types that are none have none. */
size_t SubheaderBytes(uint8_t type, bool is_short)
{
	size_t ack = is_short ? 4 : 8;

	switch (type) {
	case kRequest:
		return 4;
	case kResponse:
	case kReset:
		return ack + 4;
	case kData:
		return 0;
	default:
		return type < 10 ? ack : 0;
	}
}

struct Connection {
	uint64_t initial, next;		    /* of the peer's */
	uint64_t kernel_initial, kernel_last; /* what the kernel has sent */
	uint32_t kernel_clock;		    /* its last timestamp */
	uint64_t not_data;		    /* packets of the peer's without data since the last one with */
	std::vector<uint8_t> changes;	    /* the last Changes of the kernel's, as they were */
};

class DccpPeer final : public Peer
{
      public:
	void Reset() override
	{
		Peer::Reset();
		for (Connection &connection : connections_)
			connection = {};
	}

	int Sent(const Moment &moment, const Received &packet) override;
	bool Make(const Moment &moment, const Record &record, Frame *frame) override;

      private:
	Connection connections_[kUnits];
	std::vector<uint8_t> options_;
};

void AddOption(uint8_t type, const uint8_t *value, size_t bytes, std::vector<uint8_t> *options)
{
	options->push_back(type);
	options->push_back(2 + bytes);
	options->insert(options->end(), value, value + bytes);
}

void AddNumber(uint8_t type, uint64_t value, size_t bytes, std::vector<uint8_t> *options)
{
	uint8_t number[8];

	Put48(number + 2, value);
	AddOption(type, number + 8 - bytes, bytes, options);
}

void AddFeature(uint8_t type, uint8_t feature, uint64_t value, std::vector<uint8_t> *options)
{
	size_t bytes = feature == kFeatWindow ? 6 : feature == kFeatAckRatio ? 2 : 1;
	uint8_t content[8];

	Put48(content + 2, value);
	content[7 - bytes] = feature;
	AddOption(type, content + 7 - bytes, 1 + bytes, options);
}

/* Confirms what each of the Changes wants, the first of its values unless the CCID is another one. */
void AddConfirms(const std::vector<uint8_t> &changes, uint8_t ccid, std::vector<uint8_t> *options)
{
	for (size_t at = 0; at + 3 < changes.size() && changes[at + 1] >= 4; at += changes[at + 1]) {
		const uint8_t *feature = changes.data() + at + 2;
		size_t bytes = changes[at + 1] - 2;
		uint8_t confirm = changes[at] == kOptChangeL ? kOptConfirmR : kOptConfirmL;

		if (IsNonNegotiable(*feature)) {
			AddOption(confirm, feature, bytes, options);
			continue;
		}
		bool has_ccid = *feature == kFeatCcid && std::find(feature + 1, feature + bytes, ccid) !=
								 feature + bytes;
		AddFeature(confirm, *feature, has_ccid ? ccid : feature[1], options);
	}
}

void AddOptions(const Moment &moment, const Record &record, const Connection &connection,
		std::vector<uint8_t> *options)
{
	uint32_t wanted = record.d;
	uint8_t ccid = record.flags & kCcid3 ? 3 : 2, type = record.flags & 15;
	uint8_t upper = wanted >> 16, value = wanted >> 24;

	if (wanted & kMandatory)
		options->push_back(kOptMandatory);
	if (record.flags & kConfirms)
		AddConfirms(connection.changes, ccid, options);
	if (record.flags & kAsks) {
		AddFeature(kOptChangeL, kFeatCcid, ccid, options);
		AddFeature(kOptChangeR, kFeatCcid, ccid, options);
		AddFeature(kOptChangeL, kFeatAckVector, ccid == 2, options);
		AddFeature(kOptChangeR, kFeatAckVector, ccid == 2, options);
	}
	if (wanted & (kAckVector0 | kAckVector1)) {
		uint8_t cells[4];
		size_t count = 0;

		do
			cells[count] = record.e >> 8 * count;
		while (++count < 4 && record.e >> 8 * count & 0xff);
		AddOption(kOptAckVector + (wanted & kAckVector1 ? 1 : 0), cells, count, options);
	}
	/* In tens of us: RFC 4340 section 13.1. 0 is none for Linux. */
	if (wanted & kTimestamp)
		AddNumber(kOptTimestamp, 1 + moment.now_ns / 10000 % 0xffffffff, 4, options);
	if (wanted & kEcho)
		AddNumber(kOptEcho, static_cast<uint64_t>(connection.kernel_clock) << 16 | upper * 100, 6,
			  options);
	if (wanted & kElapsed)
		AddNumber(kOptElapsed, upper * 100, 4, options);
	if (wanted & kNdp)
		AddNumber(kOptNdp, connection.not_data, connection.not_data > 255 ? 2 : 1, options);
	for (uint8_t which = 0; which < 4; which++)
		if (wanted & kChange << which) {
			/* Windows below 32 are none. */
			uint64_t number = upper == kFeatWindow ? value * 16 : value;

			AddFeature((const uint8_t[]){kOptChangeL, kOptChangeR, kOptConfirmL,
						     kOptConfirmR}[which],
				   upper, number, options);
		}
	if (wanted & kUnknown)
		AddNumber(kOptUnknown, record.e, 2, options);
	if (wanted & kLossEventRate)
		AddNumber(kOptLossEventRate, value ? value * 100 : 0xffffffff, 4, options);
	if (wanted & kLossIntervals)
		AddOption(kOptLossIntervals, Pattern(record.e & 0xffff), 10, options);
	if (wanted & kReceiveRate)
		AddNumber(kOptReceiveRate, type == kRequest ? 0 : record.e, 4, options);
	if (wanted & kNonsense) {
		while (options->size() % 4 != 2)
			options->push_back(0);
		options->push_back(kOptTimestamp);
		options->push_back(200);
	}
	while (options->size() % 4)
		options->push_back(0);
}

bool DccpPeer::Make(const Moment &moment, const Record &record, Frame *frame)
{
	if (static_cast<Op>(record.op) != Op::kDccp)
		return false;

	Connection &connection = connections_[record.Unit()];
	uint16_t flags = record.flags;
	uint8_t type = flags & 15;
	bool is_short = flags & kShort, counts = !(flags & (kUncounted | kBadChecksum | kSmallOffset |
							     kLargeOffset));
	auto distance = [](uint32_t number, bool is_far) {
		return static_cast<int64_t>(static_cast<int32_t>(number)) * (is_far ? 65536 : 1);
	};

	int64_t added = distance(record.a, flags & kFar);
	if (counts && (type == kRequest || type == kResponse)) {
		if (type == kRequest)
			connection = {};
		connection.initial = connection.next = added & kMask;
		connection.not_data = added = 0;
	}
	uint64_t number = flags & kFromIsn ? connection.initial : connection.next;
	number = (number + added) & kMask;
	uint64_t ack = flags & kAckFromIsn ? connection.kernel_initial : connection.kernel_last;
	ack = (ack + distance(record.b, flags & kAckFar)) & kMask;

	options_.clear();
	AddOptions(moment, record, connection, &options_);
	uint8_t *dccp = frame->data + moment.ends.HeaderBytes();
	size_t generic = is_short ? kGenericBytes : kGenericBytes + 4;
	size_t subheader = SubheaderBytes(type, is_short);
	size_t header = generic + subheader + options_.size();
	size_t payload = (record.c & 0xffff) % kMaxPayload;
	if (header > kMaxHeader)
		return false;

	memset(dccp, 0, generic + subheader);
	PutPorts(record.Unit(), dccp);
	Put8(dccp + 4, flags & kSmallOffset ? 3 : flags & kLargeOffset ? 255 : header / 4);
	Put8(dccp + 5, record.c >> 16);
	Put8(dccp + 8, type << 1 | (is_short ? 0 : 1));
	uint8_t *sub = dccp + generic;
	if (is_short) {
		Put8(dccp + 9, number >> 16);
		Put16(dccp + 10, number);
	} else {
		Put48(dccp + 10, number);
	}
	if (type == kRequest) {
		Put32(sub, record.e);
	} else if (subheader) {
		if (is_short)
			Put32(sub, ack & 0xffffff);
		else
			Put48(sub + 2, ack);
		if (type == kResponse)
			Put32(sub + subheader - 4, record.e);
		if (type == kReset)
			Put8(sub + subheader - 4, record.c >> 24);
	}
	std::copy(options_.begin(), options_.end(), sub + subheader);
	int64_t place = static_cast<int64_t>((number - connection.initial) << 16) >> 16;
	memcpy(dccp + header,
	       Pattern((place * kNumberStride + record.Unit() * kUnitStride) & 0x7fffffff), payload);

	size_t bytes = header + payload, coverage = record.c >> 16 & 15;
	size_t covered = coverage ? std::min(bytes, header + (coverage - 1) * 4) : bytes;
	uint32_t sum = ChecksumAdd(PseudoHeader(moment.ends, kProtoDccp, bytes), dccp, covered);
	Put16(dccp + 6, ChecksumEnd(sum) ^ (flags & kBadChecksum ? 0x5555 : 0));
	FinishIp(moment.ends, kProtoDccp, bytes, frame);
	if (!counts)
		return true;

	if (flags & kConfirms)
		connection.changes.clear();
	connection.not_data = type == kData || type == kDataAck ? 0 : connection.not_data + 1;
	if (!Before48(number, connection.next))
		connection.next = (number + 1) & kMask;
	return true;
}

int DccpPeer::Sent(const Moment &, const Received &packet)
{
	const uint8_t *dccp = packet.payload;

	/* Linux has no packets with short numbers. */
	if (packet.protocol != kProtoDccp || packet.bytes < kGenericBytes + 4 || !(dccp[8] & 1))
		return -1;
	size_t unit = UnitOf(dccp), header = dccp[4] * 4;
	uint8_t type = dccp[8] >> 1 & 15;
	size_t at = kGenericBytes + 4 + SubheaderBytes(type, false);
	if (unit >= kUnits || header < at || header > packet.bytes)
		return -1;

	/* A Reset that refuses a packet has that one's numbers, not those of a connection. */
	if (type == kReset)
		return unit;
	Connection &connection = connections_[unit];
	uint64_t number = Get48(dccp + 10);
	bool is_first = type == kRequest || type == kResponse;
	local_ports_[unit] = Get16(dccp);
	if (is_first && !connection.kernel_last)
		connection.kernel_initial = number;
	if (is_first || Before48(connection.kernel_last, number))
		connection.kernel_last = number;

	std::vector<uint8_t> changes;
	while (at < header) {
		uint8_t option = dccp[at];

		if (option < 32) {
			at++;
			continue;
		}
		size_t bytes = at + 1 < header ? dccp[at + 1] : 0;
		if (bytes < 2 || at + bytes > header)
			break;
		if (option == kOptChangeL || option == kOptChangeR)
			changes.insert(changes.end(), dccp + at, dccp + at + bytes);
		if (option == kOptTimestamp && bytes == 6)
			connection.kernel_clock = Get32(dccp + at + 2);
		at += bytes;
	}
	if (!changes.empty())
		connection.changes.swap(changes);
	return unit;
}

} // namespace

std::unique_ptr<Peer> MakeDccpPeer()
{
	return std::make_unique<DccpPeer>();
}

} // namespace ktest::fuzz
