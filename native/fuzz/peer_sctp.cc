// SPDX-License-Identifier: GPL-2.0
/*
 * An SCTP peer (RFC 9260, RFC 3758, RFC 6525, RFC 5061, RFC 8260). A record is a chunk; several go in one
 * packet if all but the last one wait.
 *
 * kChunk	flags	0..7 the type of the chunk, as on the wire; 8 it waits for the connection's next chunk;
 *			9 a wrong CRC; 10 what it says does not count; 11 a wrong verification tag; 12 no
 *			verification tag; 13 d 16..31 are added to the chunk's length; 14 the peer's own tag
 *			and the T bit
 *		d	0..7 the flags of the chunk; the rest, and a, b, c and e, by type:
 *
 * INIT, INIT ACK	a the initial TSN; b the initiate tag, 0: that of before; c a_rwnd; d 8..15 outbound
 *			and 16..23 inbound streams; e parameters: enum Parameter
 * COOKIE ECHO		the last cookie of the kernel's; b & 1 the one before; c fewer bytes, and a not 0: that
 * HEARTBEAT ACK	byte is another. HEARTBEAT ACK: of the last heartbeat, no packet before there was
 *			one; b & 1 an empty one
 * DATA, I-DATA		a added to the next TSN; b to the next number of a message in the stream; c 0..15
 *			bytes of payload, 16..31 the stream; d 8..15 I-DATA: added to the number of the
 *			fragment; e payload protocol. DATA that counts becomes I-DATA, and FORWARD TSN
 *			I-FORWARD TSN, where both sides have offered it
 * SACK			a added to the last TSN of the kernel's; b a_rwnd; c of the gap blocks: 0..15 the
 *			distance from the TSN and between two, 16..31 length; d 8..11 number of the blocks,
 *			12..15 of the duplicates; e added to the number of blocks in the header
 * SHUTDOWN		a as SACK
 * HEARTBEAT		c bytes of information
 * ABORT, ERROR		a the cause, 0: none; c bytes of it
 * ECNE, CWR		a added to the last TSN of the kernel's, and of the peer's
 * FORWARD TSN		a TSNs that are left out, from the next one on; c 16..31 the first stream; d 8..15 how
 * I-FORWARD TSN	many; b added to the number of the last message, which is left out, too
 * RE-CONFIG		a added to the peer's next request number; b to the last one of the kernel's; c 0..7
 *			the parameter, less 13, and 8..15 one behind it, less 12; 16..31 result, stream or
 *			number of streams; d 8..15 number of streams that are named; e added to the last TSN
 * ASCONF		a added to the peer's next serial number; c 0..3 add, delete or make primary, 4..7 how
 *			many; b added to the peer's address
 * ASCONF ACK		a added to the last serial number of the kernel's
 * any other		c bytes, of the pattern
 *
 * The payload of a chunk is the pattern from unit * 8191 + (TSN - initial TSN) * 1009 on: so it tells which
 * chunk of which association it is from. What the kernel sends is the pattern of its socket.
 */
#include "peer.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace ktest::fuzz
{
namespace
{

enum : uint16_t { kWaits = 256, kBadCrc = 512, kUncounted = 1024, kBadTag = 2048, kNoTag = 4096,
		  kBadLength = 8192, kOwnTag = 16384 };

enum Type : uint8_t { kData = 0, kInit = 1, kInitAck = 2, kSack = 3, kHeartbeat = 4, kHeartbeatAck = 5,
		      kAbort = 6, kShutdown = 7, kError = 9, kCookieEcho = 10, kEcne = 12, kCwr = 13,
		      kIData = 64, kAsconfAck = 128, kReconf = 130, kForwardTsn = 192, kAsconf = 193,
		      kIForwardTsn = 194 };

/* Flags of DATA. */
enum : uint8_t { kEnd = 1, kBegin = 2, kUnordered = 4 };

/* What INIT and INIT ACK have beside the fixed part. */
enum Parameter : uint32_t {
	kNoCookie = 1, /* INIT ACK: not even a cookie */
	kPreservative = 2,
	kAddressTypes = 4,
	kEcn = 8,
	kPartial = 16,	  /* RFC 3758 */
	kExtensions = 32, /* RFC 5061: RE-CONFIG, ASCONF, FORWARD TSN */
	kInterleaving = 64,
	kReport = 128,	   /* an unknown one that is to be reported */
	kStop = 256,	   /* an unknown one behind which nothing is to be read */
	kAddress = 512,	   /* the peer's */
	kOther = 1024,	   /* another one of it, from where nothing comes */
	kHostName = 2048,
	kBadParameter = 4096, /* one of 3 bytes */
	kAuthentication = 8192,
	kAdaptation = 16384,
	kLongCookie = 32768,
};

constexpr size_t kHeaderBytes = 12, kChunkHeader = 4, kMaxPayload = 16384, kMaxWaiting = 32768;
constexpr size_t kStreams = 16, kKept = 64;
constexpr uint32_t kUnitStride = 8191, kTsnStride = 1009;

/* A packet or chunk that grows at its end. */
class Bytes
{
      public:
	void Clear()
	{
		bytes_.clear();
	}
	size_t Size() const
	{
		return bytes_.size();
	}
	uint8_t *At(size_t at)
	{
		return bytes_.data() + at;
	}
	void CopyTo(uint8_t *to) const
	{
		std::copy(bytes_.begin(), bytes_.end(), to);
	}
	void Add8(uint32_t value)
	{
		bytes_.push_back(value);
	}
	void Add16(uint32_t value)
	{
		Put16(More(2), value);
	}
	void Add32(uint32_t value)
	{
		Put32(More(4), value);
	}
	void Add(const uint8_t *from, size_t count)
	{
		if (count)
			memcpy(More(count), from, count);
	}
	/* With zeros up to a multiple of 4. */
	void Pad()
	{
		while (bytes_.size() % 4)
			bytes_.push_back(0);
	}

      private:
	uint8_t *More(size_t count)
	{
		bytes_.resize(bytes_.size() + count);
		return bytes_.data() + bytes_.size() - count;
	}

	std::vector<uint8_t> bytes_;
};

/* A chunk of the peer's that had a TSN. */
struct Kept {
	bool is;
	uint32_t tsn;
	size_t stream;
	bool is_ordered, is_end;
};

struct Association {
	/* The peer's: tag, and TSNs as those of TCP; those of an INIT count when its cookie comes back. */
	uint32_t tag, initial, next, top;
	uint32_t new_tag, new_initial;
	bool is_new;
	/* The kernel's, and those of an INIT ACK. */
	uint32_t kernel_tag, kernel_initial, kernel_next;
	uint32_t new_kernel_tag, new_kernel_initial;
	/* Both sides know I-DATA. */
	bool has_interleaving, kernel_has_interleaving;
	std::vector<uint8_t> cookie, cookie_before, heartbeat;
	/* Of the next message of each stream, and the next fragment of the present one. */
	uint32_t message[kStreams], fragment[kStreams];
	Kept kept[kKept];
	uint32_t request, kernel_request, serial, kernel_serial;
	Bytes waiting;
};

class SctpPeer final : public Peer
{
      public:
	void Reset() override
	{
		Peer::Reset();
		for (Association &association : associations_)
			association = {};
	}

	int Sent(const Moment &moment, const Received &packet) override;
	bool Make(const Moment &moment, const Record &record, Frame *frame) override;

      private:
	void AddChunk(uint8_t type, const Moment &moment, const Record &record, Association *association,
		      Bytes *chunk);
	void AddInit(const Moment &moment, const Record &record, Association *association, Bytes *chunk);
	void AddData(uint8_t type, const Record &record, Association *association, Bytes *chunk);
	void AddReconf(const Record &record, Association *association, Bytes *chunk);
	void AddAsconf(const Moment &moment, const Record &record, Association *association, Bytes *chunk);
	void TakeInit(const uint8_t *value, size_t bytes, Association *association);
	void Take(uint8_t type, const uint8_t *value, size_t bytes, Association *association);

	Association associations_[kUnits];
	Bytes chunk_;
};

/* All that a new association begins with; the addresses stay. */
void Begin(Association *association, uint32_t tag, uint32_t initial)
{
	association->tag = tag;
	association->initial = association->next = association->top = initial;
	association->request = association->serial = initial;
	memset(association->message, 0, sizeof(association->message));
	memset(association->fragment, 0, sizeof(association->fragment));
	memset(association->kept, 0, sizeof(association->kept));
	association->is_new = false;
}

void BeginKernel(Association *association, uint32_t tag, uint32_t initial)
{
	association->kernel_tag = tag;
	association->kernel_initial = association->kernel_next = initial;
	association->kernel_request = association->kernel_serial = initial - 1;
}

/* The TSNs before `next` have arrived, so the streams go on behind their messages. */
void Advance(Association *association, uint32_t next)
{
	for (; Before(association->next, next); association->next++) {
		const Kept &kept = association->kept[association->next % kKept];

		if (!kept.is || kept.tsn != association->next)
			continue;
		if (!kept.is_end) {
			association->fragment[kept.stream]++;
			continue;
		}
		association->fragment[kept.stream] = 0;
		if (kept.is_ordered)
			association->message[kept.stream]++;
	}
}

void AddAddress(const Addresses &ends, uint32_t added, Bytes *chunk)
{
	uint8_t address[16];
	size_t bytes = ends.is_ipv6 ? 16 : 4;

	memcpy(address, ends.peer, bytes);
	address[bytes - 1] += added;
	chunk->Add16(ends.is_ipv6 ? 6 : 5);
	chunk->Add16(4 + bytes);
	chunk->Add(address, bytes);
}

void SctpPeer::AddInit(const Moment &moment, const Record &record, Association *association, Bytes *chunk)
{
	bool is_ack = (record.flags & 0xff) == kInitAck;
	uint32_t wanted = record.e;
	uint32_t tag = record.b ? record.b : association->tag ? association->tag : 1;
	auto parameter = [&](uint16_t type, size_t bytes) {
		chunk->Pad();
		chunk->Add16(type);
		chunk->Add16(4 + bytes);
	};

	chunk->Add32(tag);
	chunk->Add32(record.c);
	chunk->Add16(record.d >> 8 & 0xff);
	chunk->Add16(record.d >> 16 & 0xff);
	chunk->Add32(record.a);
	if (is_ack && !(wanted & kNoCookie)) {
		size_t bytes = wanted & kLongCookie ? 1001 : 8;

		parameter(7, bytes);
		chunk->Add(Pattern(record.a & 0xffff), bytes);
	}
	if (wanted & kPreservative) {
		parameter(9, 4);
		chunk->Add32(10000);
	}
	if (wanted & kAddressTypes) {
		parameter(12, 2);
		chunk->Add16(moment.ends.is_ipv6 ? 6 : 5);
	}
	if (wanted & kEcn)
		parameter(0x8000, 0);
	if (wanted & kPartial)
		parameter(0xc000, 0);
	if (wanted & (kExtensions | kInterleaving)) {
		bool is_both = (wanted & kExtensions) && (wanted & kInterleaving);

		parameter(0x8008, is_both ? 6 : wanted & kExtensions ? 4 : 2);
		if (wanted & kExtensions) {
			chunk->Add8(kReconf);
			chunk->Add8(kForwardTsn);
			chunk->Add8(kAsconf);
			chunk->Add8(kAsconfAck);
		}
		if (wanted & kInterleaving) {
			chunk->Add8(kIData);
			chunk->Add8(kIForwardTsn);
		}
	}
	if (wanted & kAuthentication) {
		parameter(0x8002, 32);
		chunk->Add(Pattern(1), 32);
		parameter(0x8003, 2);
		chunk->Add8(kAsconf);
		chunk->Add8(kAsconfAck);
		parameter(0x8004, 4);
		chunk->Add16(3);
		chunk->Add16(1);
	}
	if (wanted & kAdaptation) {
		parameter(0xc006, 4);
		chunk->Add32(record.a);
	}
	if (wanted & kAddress) {
		chunk->Pad();
		AddAddress(moment.ends, 0, chunk);
	}
	if (wanted & kOther) {
		chunk->Pad();
		AddAddress(moment.ends, 1, chunk);
	}
	if (wanted & kHostName) {
		parameter(11, 5);
		chunk->Add(reinterpret_cast<const uint8_t *>("peer"), 5);
	}
	if (wanted & kReport) {
		parameter(0xc0fd, 3);
		chunk->Add(Pattern(0), 3);
	}
	if (wanted & kStop) {
		parameter(0x40fd, 5);
		chunk->Add(Pattern(0), 5);
	}
	if (wanted & kBadParameter) {
		parameter(0x8001, 0);
		Put16(chunk->At(chunk->Size() - 2), 3);
	}

	if (record.flags & kUncounted)
		return;
	association->has_interleaving = wanted & kInterleaving;
	if (is_ack) {
		Begin(association, tag, record.a);
		return;
	}
	association->new_tag = tag;
	association->new_initial = record.a;
	association->is_new = true;
}

void SctpPeer::AddData(uint8_t type, const Record &record, Association *association, Bytes *chunk)
{
	bool is_interleaved = type == kIData;
	uint32_t tsn = association->next + record.a;
	size_t stream = record.c >> 16, known = stream % kStreams;
	size_t payload = (record.c & 0xffff) % kMaxPayload;
	uint32_t message = association->message[known] + record.b;

	chunk->Add32(tsn);
	chunk->Add16(stream);
	if (is_interleaved) {
		bool is_begin = record.d & kBegin;
		/*
		 * RFC 8260 section 2.1 has 1 for the second fragment, since the first one is 0; Linux sends and
		 * wants 0 (sctp_intl_retrieve_reassembled()), and reassembles nothing else.
		 */
		uint32_t fragment = association->fragment[known] - 1 + (record.d >> 8 & 0xff);

		chunk->Add16(0);
		chunk->Add32(message);
		chunk->Add32(is_begin ? record.e : fragment);
	} else {
		chunk->Add16(message);
		chunk->Add32(record.e);
	}
	size_t unit = association - associations_;
	int32_t place = tsn - association->initial;
	chunk->Add(Pattern((place * int64_t(kTsnStride) + int64_t(unit * kUnitStride)) & 0x7fffffff), payload);
	if (record.flags & kUncounted)
		return;
	association->kept[tsn % kKept] = {true, tsn, known, !(record.d & kUnordered), (record.d & kEnd) != 0};
	if (Before(association->top, tsn + 1))
		association->top = tsn + 1;
	if (tsn == association->next)
		Advance(association, tsn + 1);
}

/* RFC 6525 section 4. */
void SctpPeer::AddReconf(const Record &record, Association *association, Bytes *chunk)
{
	uint32_t kinds[] = {13 + (record.c & 0xff) % 7, record.c >> 8 & 0xff ? 12 + (record.c >> 8 & 0xff) : 0};
	uint32_t upper = record.c >> 16, named = (record.d >> 8 & 0xff) % kStreams;
	uint32_t request = association->request + record.a;

	for (uint32_t kind : kinds) {
		if (!kind)
			continue;
		chunk->Pad();
		size_t begin = chunk->Size();
		chunk->Add16(kind);
		chunk->Add16(0);
		switch (kind) {
		case 13: /* outgoing SSNs */
			chunk->Add32(request++);
			chunk->Add32(association->kernel_request + record.b);
			chunk->Add32(association->next - 1 + record.e);
			for (uint32_t i = 0; i < named; i++)
				chunk->Add16(upper + i);
			break;
		case 14: /* incoming SSNs */
			chunk->Add32(request++);
			for (uint32_t i = 0; i < named; i++)
				chunk->Add16(upper + i);
			break;
		case 16: /* a response */
			chunk->Add32(association->kernel_request + record.b);
			chunk->Add32(upper);
			break;
		case 17: /* outgoing and incoming streams are added */
		case 18:
			chunk->Add32(request++);
			chunk->Add16(upper);
			chunk->Add16(0);
			break;
		default: /* all SSNs and TSNs, or what nobody knows */
			chunk->Add32(request++);
			break;
		}
		Put16(chunk->At(begin + 2), chunk->Size() - begin);
	}
	if (!(record.flags & kUncounted) && !Before(association->request, association->request + record.a))
		association->request = request;
}

/* RFC 5061 section 4. */
void SctpPeer::AddAsconf(const Moment &moment, const Record &record, Association *association, Bytes *chunk)
{
	static constexpr uint16_t kKinds[] = {0xc001, 0xc002, 0xc004, 0xc0fd};
	size_t address = moment.ends.is_ipv6 ? 20 : 8;

	chunk->Add32(association->serial + record.a);
	AddAddress(moment.ends, 0, chunk);
	for (uint32_t i = 0; i < (record.c >> 4 & 15); i++) {
		chunk->Add16(kKinds[record.c & 3]);
		chunk->Add16(8 + address);
		chunk->Add32(i + 1);
		AddAddress(moment.ends, record.b + i, chunk);
	}
	if (!(record.flags & kUncounted) && record.a == 0)
		association->serial++;
}

/* Without its header. */
void SctpPeer::AddChunk(uint8_t type, const Moment &moment, const Record &record, Association *association,
			Bytes *chunk)
{
	uint32_t kernel_last = association->kernel_next - 1;
	size_t length = (record.c & 0xffff) % kMaxPayload;

	switch (type) {
	case kInit:
	case kInitAck:
		return AddInit(moment, record, association, chunk);
	case kCookieEcho:
	case kHeartbeatAck: {
		static const std::vector<uint8_t> none;
		bool is_other = record.b & 1;
		const auto &from = type == kHeartbeatAck ? (is_other ? none : association->heartbeat)
				   : is_other		 ? association->cookie_before
							 : association->cookie;
		size_t left = from.size() - std::min(from.size(), length);

		size_t begin = chunk->Size();
		chunk->Add(from.data(), left);
		if (record.a && left)
			*chunk->At(begin + record.a % left) ^= 0x55;
		if (type == kCookieEcho && !(record.flags & kUncounted)) {
			if (association->is_new)
				Begin(association, association->new_tag, association->new_initial);
			BeginKernel(association, association->new_kernel_tag,
				    association->new_kernel_initial);
		}
		return;
	}
	case kData:
	case kIData:
		return AddData(type, record, association, chunk);
	case kSack: {
		uint32_t blocks = record.d >> 8 & 15, duplicates = record.d >> 12 & 15;
		uint32_t distance = record.c & 0xffff, bytes = record.c >> 16;
		uint32_t edge = distance;

		chunk->Add32(kernel_last + record.a);
		chunk->Add32(record.b);
		chunk->Add16(blocks + record.e);
		chunk->Add16(duplicates);
		for (uint32_t i = 0; i < blocks; i++) {
			chunk->Add16(edge);
			chunk->Add16(edge + bytes - 1);
			edge += bytes + distance;
		}
		for (uint32_t i = 0; i < duplicates; i++)
			chunk->Add32(kernel_last + record.a - i);
		return;
	}
	case kHeartbeat:
		chunk->Add16(1);
		chunk->Add16(4 + length);
		chunk->Add(Pattern(0), length);
		return;
	case kAbort:
	case kError:
		if (!record.a)
			return;
		chunk->Add16(record.a);
		chunk->Add16(4 + length);
		chunk->Add(Pattern(0), length);
		return;
	case kShutdown:
	case kEcne:
		chunk->Add32(kernel_last + record.a);
		return;
	case kCwr:
		chunk->Add32(association->next - 1 + record.a);
		return;
	case kForwardTsn:
	case kIForwardTsn: {
		uint32_t next = association->next + record.a, stream = record.c >> 16;
		uint32_t streams = (record.d >> 8 & 0xff) % kStreams;

		chunk->Add32(next - 1);
		for (uint32_t i = 0; i < streams; i++) {
			size_t known = (stream + i) % kStreams;
			uint32_t message = association->message[known] + record.b;

			chunk->Add16(stream + i);
			if (type == kIForwardTsn) {
				chunk->Add16(0);
				chunk->Add32(message);
			} else {
				chunk->Add16(message);
			}
			if (!(record.flags & kUncounted))
				association->message[known] = message + 1;
		}
		if (record.flags & kUncounted)
			return;
		if (Before(association->next, next))
			association->next = next;
		if (Before(association->top, next))
			association->top = next;
		return;
	}
	case kReconf:
		return AddReconf(record, association, chunk);
	case kAsconf:
		return AddAsconf(moment, record, association, chunk);
	case kAsconfAck:
		chunk->Add32(association->kernel_serial + record.a);
		return;
	default:
		chunk->Add(Pattern(0), length);
		return;
	}
}

bool SctpPeer::Make(const Moment &moment, const Record &record, Frame *frame)
{
	if (static_cast<Op>(record.op) != Op::kChunk)
		return false;

	size_t unit = record.Unit();
	Association &association = associations_[unit];
	uint16_t flags = record.flags;
	uint8_t type = flags;

	if (type == kHeartbeatAck && !(record.b & 1) && association.heartbeat.empty())
		return false;
	if (!(flags & kUncounted) && association.has_interleaving && association.kernel_has_interleaving) {
		if (type == kData)
			type = kIData;
		if (type == kForwardTsn)
			type = kIForwardTsn;
	}
	chunk_.Clear();
	chunk_.Add8(type);
	chunk_.Add8(record.d | (flags & kOwnTag ? 1 : 0));
	chunk_.Add16(0);
	AddChunk(type, moment, record, &association, &chunk_);
	Put16(chunk_.At(2), chunk_.Size() + (flags & kBadLength ? record.d >> 16 : 0));
	chunk_.Pad();
	if (flags & kWaits && association.waiting.Size() + chunk_.Size() <= kMaxWaiting) {
		association.waiting.Add(chunk_.At(0), chunk_.Size());
		return false;
	}

	uint8_t *sctp = frame->data + moment.ends.HeaderBytes();
	uint32_t tag = type == kInit ? 0 : flags & kOwnTag ? association.tag : association.kernel_tag;
	if (flags & kNoTag)
		tag = 0;
	if (flags & kBadTag)
		tag += 1;
	size_t bytes = kHeaderBytes + association.waiting.Size() + chunk_.Size();

	PutPorts(unit, sctp);
	Put32(sctp + 4, tag);
	Put32(sctp + 8, 0);
	association.waiting.CopyTo(sctp + kHeaderBytes);
	chunk_.CopyTo(sctp + kHeaderBytes + association.waiting.Size());
	association.waiting.Clear();
	uint32_t crc = Crc32c(sctp, bytes) ^ (flags & kBadCrc ? 0x5555 : 0);
	memcpy(sctp + 8, &crc, sizeof(crc));
	FinishIp(moment.ends, kProtoSctp, bytes, frame);
	return true;
}

/* The parameters behind the fixed part of an INIT or INIT ACK. */
void SctpPeer::TakeInit(const uint8_t *value, size_t bytes, Association *association)
{
	association->kernel_has_interleaving = false;
	for (size_t at = 16; at + kChunkHeader <= bytes;) {
		size_t length = Get16(value + at + 2);
		const uint8_t *begin = value + at + kChunkHeader, *end = value + at + length;

		if (length < kChunkHeader || at + length > bytes)
			break;
		switch (Get16(value + at)) {
		case 7:
			association->cookie_before.swap(association->cookie);
			association->cookie.assign(begin, end);
			break;
		case 0x8008:
			association->kernel_has_interleaving = std::find(begin, end, kIData) != end;
			break;
		default:
			break;
		}
		at += (length + 3) / 4 * 4;
	}
}

/* What a chunk of the kernel's says; without its header. */
void SctpPeer::Take(uint8_t type, const uint8_t *value, size_t bytes, Association *association)
{
	switch (type) {
	case kInit:
		if (bytes < 16)
			break;
		BeginKernel(association, Get32(value), Get32(value + 12));
		TakeInit(value, bytes, association);
		break;
	case kInitAck:
		if (bytes < 16)
			break;
		association->new_kernel_tag = Get32(value);
		association->new_kernel_initial = Get32(value + 12);
		TakeInit(value, bytes, association);
		break;
	case kData:
	case kIData:
		if (bytes >= 4 && !Before(Get32(value), association->kernel_next))
			association->kernel_next = Get32(value) + 1;
		break;
	case kForwardTsn:
	case kIForwardTsn:
		if (bytes >= 4 && Before(association->kernel_next, Get32(value) + 1))
			association->kernel_next = Get32(value) + 1;
		break;
	case kSack:
	case kShutdown: {
		uint32_t next = bytes >= 4 ? Get32(value) + 1 : association->next;

		if (!Before(association->top, next))
			Advance(association, next);
		break;
	}
	case kHeartbeat:
		association->heartbeat.assign(value, value + bytes);
		break;
	case kReconf:
		/* A response has the peer's number, a request the kernel's own. */
		if (bytes >= 8 && Get16(value) != 16)
			association->kernel_request = Get32(value + 4);
		break;
	case kAsconf:
		if (bytes >= 4)
			association->kernel_serial = Get32(value);
		break;
	default:
		break;
	}
}

int SctpPeer::Sent(const Moment &, const Received &packet)
{
	const uint8_t *sctp = packet.payload;

	if (packet.protocol != kProtoSctp || packet.bytes < kHeaderBytes + kChunkHeader)
		return -1;
	size_t unit = UnitOf(sctp);
	if (unit >= kUnits)
		return -1;

	/* An abort that refuses a packet is not from an association. */
	if (sctp[kHeaderBytes] == kAbort)
		return unit;
	local_ports_[unit] = Get16(sctp);
	for (size_t at = kHeaderBytes; at + kChunkHeader <= packet.bytes;) {
		size_t length = Get16(sctp + at + 2);

		if (length < kChunkHeader || at + length > packet.bytes)
			break;
		Take(sctp[at], sctp + at + kChunkHeader, length - kChunkHeader, &associations_[unit]);
		at += (length + 3) / 4 * 4;
	}
	return unit;
}

} // namespace

std::unique_ptr<Peer> MakeSctpPeer()
{
	return std::make_unique<SctpPeer>();
}

} // namespace ktest::fuzz
