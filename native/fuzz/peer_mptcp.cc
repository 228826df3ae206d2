// SPDX-License-Identifier: GPL-2.0
/*
 * An MPTCP peer (RFC 8684): the TCP peer, and what it says in the option of MPTCP. It knows the keys of its
 * sessions, data sequence numbers of both sides, and which subflow belongs to which session: that of the unit
 * whose MP_CAPABLE began it. kSegment is as for TCP: a segment without the option, for what fell back.
 *
 * kMptcp	flags	0..4 those of TCP, from FIN up to ACK; 5 a wrong TCP checksum; 6 what it sends does not
 *			count; 7 only its data sequence numbers do not count; 8..11 the subtype of the option,
 *			15 none that there is; 12 a wrong key, HMAC, or checksum of the data; 13 data sequence
 *			numbers of 4 bytes; 14 data acknowledgments of 4 bytes; 15 the option is a byte shorter
 *		a	added to the next sequence number of the subflow
 *		c	0..15 bytes of payload; 16..31 window
 *		d	5 MSS of 1460, 6 window scale of 7, both for SYNs; 7 a data checksum where none was
 *			agreed on, and none where it was
 *		e	with SYN: the initial sequence number
 *	and by subtype:
 *
 * MP_CAPABLE (0)	d 0 it asks for checksums, 1 flag B, 2 no join to this address, 3 another version, 4 no
 *			algorithm; 8..9 which one of the keys. SYN: nothing more, SYN and ACK: its key, ACK: both
 *			keys, and the length of the payload if there is any
 * MP_JOIN (1)		d 0 backup; 8..11 the identifier of the address, 12..14 the unit of the session; b the nonce.
 *			SYN: token, SYN and ACK: half of the HMAC, ACK: the HMAC
 * DSS (2)		d 0 a data acknowledgment, 1 a mapping, 2 DATA_FIN, 3 the mapping has no end, 16..31
 *			added to its length; b added to the next data sequence number; e 0..15 added to the data
 *			acknowledgment, 16..31 to the subflow's sequence number that the mapping begins with
 * ADD_ADDR (3)		d 0 with a port, 1 an echo, 8..11 the identifier; b added to the peer's address, e its port
 * REMOVE_ADDR (4)	d 8..11 and 12..15 two identifiers
 * MP_PRIO (5)		d 0 backup
 * MP_FAIL (6)		b added to the next data sequence number
 * MP_FASTCLOSE (7)
 * MP_TCPRST (8)	d 0 transient, 8..11 the reason
 *
 * The byte of the payload that has the data sequence number n is the pattern's at n - (initial number + 1), as long
 * as mappings and payloads agree: what follows without a mapping continues the last one of the subflow.
 */
#include "peer_tcp.h"
#include "sha256.h"

#include <algorithm>

namespace ktest::fuzz
{
namespace
{

enum : uint16_t { kBadChecksum = 32, kUncounted = 64, kDataUncounted = 128, kWrong = 4096, kShortNumber = 8192,
		  kShortAck = 16384, kShortOption = 32768 };
enum : uint32_t { kMss = 32, kScale = 64, kOtherChecksum = 128 };
enum : uint32_t { kHasAck = 1, kHasMapping = 2, kDataFin = 4, kEndless = 8 };
enum Subtype : uint8_t { kCapable = 0, kJoin = 1, kDss = 2, kAddAddress = 3, kRemoveAddress = 4, kPriority = 5,
			 kFail = 6, kFastClose = 7, kTcpReset = 8 };

/* Flags on the wire: RFC 8684 sections 3.1 and 3.3. */
enum : uint8_t { kChecksumRequired = 0x80, kHmacSha256 = 1 };
enum : uint8_t { kWireAck = 1, kWireAck8 = 2, kWireMapping = 4, kWireNumber8 = 8, kWireFin = 16 };

constexpr uint8_t kOptionKind = 30;

/* With the second and third one the lower 32 bits of the initial data sequence number are near their end. */
constexpr uint64_t kKeys[] = {0x0102030405060708, 0x6b74657300062601, 0x6b74657300068950, 0xfedcba9876543210};

uint64_t Get64(const uint8_t *at)
{
	return static_cast<uint64_t>(Get32(at)) << 32 | Get32(at + 4);
}

void Put64(uint8_t *at, uint64_t value)
{
	Put32(at, value >> 32);
	Put32(at + 4, value);
}

/* The number near `known` that has these lower 32 bits. */
uint64_t Expand(uint64_t known, uint32_t number)
{
	return known + static_cast<int32_t>(number - static_cast<uint32_t>(known));
}

Digest HashOf(uint64_t key)
{
	uint8_t bytes[8];

	Put64(bytes, key);
	return Sha256(bytes, sizeof(bytes));
}

uint32_t TokenOf(uint64_t key)
{
	return Get32(HashOf(key).data());
}

uint64_t InitialOf(uint64_t key)
{
	return Get64(HashOf(key).data() + 24);
}

/* Of what `bytes` of a message have, under two keys. */
Digest Hmac(uint64_t first, uint64_t second, const uint8_t *message, size_t bytes)
{
	uint8_t keys[16];

	Put64(keys, first);
	Put64(keys + 8, second);
	return HmacSha256(keys, sizeof(keys), message, bytes);
}

/* What the subflows of a connection share. */
struct Session {
	uint64_t key, kernel_key;
	/* The first number of data, of each side; next in order and highest, and behind the last of the kernel's. */
	uint64_t first, next, top;
	uint64_t kernel_first, kernel_next;
	bool has_key, has_kernel_key;
	bool asks_checksum, kernel_asks_checksum;

	bool HasChecksum() const
	{
		return asks_checksum || kernel_asks_checksum;
	}
};

struct Subflow {
	size_t session;
	uint32_t nonce, kernel_nonce;
};

/* An option that grows at its end. */
class Option
{
      public:
	Option(uint8_t subtype, uint8_t flags)
	{
		Add8(kOptionKind);
		Add8(0);
		Add8(subtype << 4 | flags);
	}
	void Add8(uint32_t value)
	{
		Put8(bytes_ + size_, value);
		size_ += 1;
	}
	void Add16(uint32_t value)
	{
		Put16(bytes_ + size_, value);
		size_ += 2;
	}
	void Add32(uint32_t value)
	{
		Put32(bytes_ + size_, value);
		size_ += 4;
	}
	void Add64(uint64_t value)
	{
		Put64(bytes_ + size_, value);
		size_ += 8;
	}
	void Add(const uint8_t *from, size_t bytes)
	{
		memcpy(bytes_ + size_, from, bytes);
		size_ += bytes;
	}
	/* Copies it with its length, and padding behind it. Returns the bytes of both. */
	size_t CopyTo(uint8_t *at, bool is_short)
	{
		size_t length = size_ - (is_short ? 1 : 0), padded = (length + 3) / 4 * 4;

		Put8(bytes_ + 1, length);
		memset(at, 1, padded);
		memcpy(at, bytes_, length);
		return padded;
	}

      private:
	uint8_t bytes_[64];
	size_t size_ = 0;
};

class MptcpPeer final : public TcpPeer
{
      public:
	void Reset() override
	{
		TcpPeer::Reset();
		for (size_t unit = 0; unit < kUnits; unit++) {
			sessions_[unit] = {};
			subflows_[unit] = {unit, 0, 0};
		}
	}

	int Sent(const Moment &moment, const Received &packet) override;
	bool Make(const Moment &moment, const Record &record, Frame *frame) override;

      private:
	struct Mapping {
		bool is;
		uint64_t number;	/* of the first byte of the payload */
		uint16_t length;
	};

	Option MakeOption(const Moment &moment, const Record &record, uint32_t sequence, Mapping *mapping);
	Option MakeCapable(const Record &record, uint32_t sequence, uint64_t wrong, Mapping *mapping);
	Option MakeJoin(const Record &record, uint8_t wrong);
	Option MakeDss(const Record &record, uint32_t sequence, Mapping *mapping);
	uint16_t DataChecksum(uint64_t number, uint32_t position, uint16_t length, int64_t from, size_t bytes) const;
	void Take(size_t unit, uint16_t flags, const uint8_t *option, size_t bytes);
	void TakeDss(Session *session, const uint8_t *option, size_t bytes);
	void TakeKey(Session *session, const uint8_t *key);

	Session sessions_[kUnits];
	Subflow subflows_[kUnits];
};

/* RFC 8684 section 3.3.1: over the pseudo header and the payload. */
uint16_t MptcpPeer::DataChecksum(uint64_t number, uint32_t position, uint16_t length, int64_t from,
				 size_t bytes) const
{
	uint8_t pseudo[16];

	Put64(pseudo, number);
	Put32(pseudo + 8, position);
	Put16(pseudo + 12, length);
	Put16(pseudo + 14, 0);
	return ChecksumEnd(ChecksumAdd(ChecksumAdd(0, Pattern(from), bytes), pseudo, sizeof(pseudo)));
}

Option MptcpPeer::MakeCapable(const Record &record, uint32_t sequence, uint64_t wrong, Mapping *mapping)
{
	Session &session = sessions_[record.Unit()];
	bool is_syn = record.flags & kSyn, is_ack = record.flags & kAck;
	uint32_t wanted = record.d;
	size_t payload = (record.c & 0xffff) % kMaxTcpPayload;
	bool has_data = !is_syn && payload;

	if (is_syn && !(record.flags & kUncounted)) {
		/* A SYN of the kernel's was there if this answers it. */
		if (!is_ack)
			session = {};
		session.key = kKeys[wanted >> 8 & 3];
		session.first = session.next = session.top = InitialOf(session.key) + 1;
		session.has_key = true;
		session.asks_checksum = wanted & 1;
		subflows_[record.Unit()].session = record.Unit();
	}
	Option option(kCapable, wanted & 8 ? 0 : 1);
	option.Add8((wanted & 1 ? kChecksumRequired : 0) | (wanted & 2 ? 0x40 : 0) | (wanted & 4 ? 0x20 : 0) |
		    (wanted & 16 ? 0 : kHmacSha256));
	if (is_syn && !is_ack)
		return option;
	option.Add64(session.key);
	if (is_syn)
		return option;
	option.Add64(session.kernel_key ^ wrong);
	if (!has_data)
		return option;
	/* Its mapping begins with the first byte of both, wherever it is sent. */
	int32_t place = sequence - connections_[record.Unit()].isn - 1;
	*mapping = {true, session.first + place, static_cast<uint16_t>(payload)};
	option.Add16(payload);
	if (session.HasChecksum() != ((wanted & kOtherChecksum) != 0))
		option.Add16(DataChecksum(session.first, 1, payload, 0, payload));
	return option;
}

Option MptcpPeer::MakeJoin(const Record &record, uint8_t wrong)
{
	Subflow &subflow = subflows_[record.Unit()];
	bool is_syn = record.flags & kSyn, is_ack = record.flags & kAck;

	if (is_syn && !(record.flags & kUncounted)) {
		subflow.session = record.d >> 12 & 7;
		subflow.nonce = record.b;
	}
	const Session &session = sessions_[subflow.session];
	uint8_t message[8];
	Put32(message, subflow.nonce);
	Put32(message + 4, subflow.kernel_nonce);
	Digest hmac = Hmac(session.key, session.kernel_key, message, sizeof(message));
	hmac[3] ^= wrong;

	Option option(kJoin, is_syn ? record.d & 1 : 0);
	option.Add8(is_syn ? record.d >> 8 & 15 : 0);
	if (!is_syn) {
		option.Add(hmac.data(), 20);
		return option;
	}
	if (is_ack)
		option.Add(hmac.data(), 8);
	else
		option.Add32(TokenOf(session.kernel_key) ^ wrong);
	option.Add32(subflow.nonce);
	return option;
}

Option MptcpPeer::MakeDss(const Record &record, uint32_t sequence, Mapping *mapping)
{
	const Session &session = sessions_[subflows_[record.Unit()].session];
	const Connection &connection = connections_[record.Unit()];
	uint16_t flags = record.flags;
	uint32_t wanted = record.d;
	size_t payload = (record.c & 0xffff) % kMaxTcpPayload;
	bool is_fin = wanted & kDataFin;
	uint16_t length = wanted & kEndless ? 0 : payload + (is_fin ? 1 : 0) + (wanted >> 16);
	uint64_t number = session.next + static_cast<int32_t>(record.b);
	uint64_t ack = session.kernel_next + static_cast<int16_t>(record.e);
	/* RFC 8684 section 3.3.3: a DATA_FIN without data has no place in the subflow. */
	uint32_t from = is_fin && !payload ? 0 : sequence - connection.isn + (record.e >> 16);

	Option option(kDss, 0);
	option.Add8((wanted & kHasAck ? kWireAck | (flags & kShortAck ? 0 : kWireAck8) : 0) |
		    (wanted & kHasMapping ? kWireMapping | (flags & kShortNumber ? 0 : kWireNumber8) : 0) |
		    (is_fin ? kWireFin : 0));
	if (wanted & kHasAck) {
		if (flags & kShortAck)
			option.Add32(ack);
		else
			option.Add64(ack);
	}
	if (!(wanted & kHasMapping))
		return option;
	if (flags & kShortNumber)
		option.Add32(number);
	else
		option.Add64(number);
	option.Add32(from);
	option.Add16(length);
	/* What the payload begins with if the mapping begins before it, or behind. */
	uint64_t begin = payload ? number + static_cast<int32_t>(sequence - connection.isn - from) : number;
	if (session.HasChecksum() != ((wanted & kOtherChecksum) != 0)) {
		size_t covered = std::min<size_t>(kMaxTcpPayload, length - (is_fin && length ? 1 : 0));
		uint16_t sum = DataChecksum(number, from, length, number - session.first, covered);

		option.Add16(sum ^ (flags & kWrong ? 0x5555 : 0));
	}
	*mapping = {true, begin, length};
	return option;
}

Option MptcpPeer::MakeOption(const Moment &moment, const Record &record, uint32_t sequence, Mapping *mapping)
{
	const Session &session = sessions_[subflows_[record.Unit()].session];
	uint8_t subtype = record.flags >> 8 & 15, wrong = record.flags & kWrong ? 0x55 : 0;
	uint32_t wanted = record.d;
	bool is_ipv6 = moment.ends.is_ipv6;

	switch (subtype) {
	case kCapable:
		return MakeCapable(record, sequence, wrong, mapping);
	case kJoin:
		return MakeJoin(record, wrong);
	case kDss:
		return MakeDss(record, sequence, mapping);
	case kAddAddress: {
		/* RFC 8684 section 3.4.1: the HMAC is over the identifier, the address and the port. */
		size_t bytes = is_ipv6 ? 16 : 4;
		uint8_t message[19];
		uint16_t port = wanted & 1 ? record.e : 0;

		message[0] = wanted >> 8 & 15;
		memcpy(message + 1, moment.ends.peer, bytes);
		message[bytes] += record.b;
		Put16(message + 1 + bytes, port);
		Digest hmac = Hmac(session.key, session.kernel_key, message, bytes + 3);
		Option option(kAddAddress, wanted >> 1 & 1);
		option.Add(message, 1 + bytes + (wanted & 1 ? 2 : 0));
		hmac[31] ^= wrong;
		if (!(wanted & 2))
			option.Add(hmac.data() + 24, 8);
		return option;
	}
	case kRemoveAddress: {
		Option option(kRemoveAddress, 0);

		option.Add8(wanted >> 8 & 15);
		if (wanted >> 12 & 15)
			option.Add8(wanted >> 12 & 15);
		return option;
	}
	case kPriority:
		return Option(kPriority, wanted & 1);
	case kFail: {
		Option option(kFail, 0);

		option.Add8(0);
		option.Add64(session.next + static_cast<int32_t>(record.b));
		return option;
	}
	case kFastClose: {
		Option option(kFastClose, 0);

		option.Add8(0);
		option.Add64(session.kernel_key ^ wrong);
		return option;
	}
	case kTcpReset: {
		Option option(kTcpReset, wanted & 1);

		option.Add8(wanted >> 8 & 15);
		return option;
	}
	default: {
		Option option(subtype, 0);

		option.Add64(record.e);
		return option;
	}
	}
}

bool MptcpPeer::Make(const Moment &moment, const Record &record, Frame *frame)
{
	if (static_cast<Op>(record.op) != Op::kMptcp)
		return TcpPeer::Make(moment, record, frame);

	Connection &connection = connections_[record.Unit()];
	uint16_t flags = record.flags;
	bool is_syn = flags & kSyn, counts = !(flags & (kBadChecksum | kUncounted));

	if (is_syn && counts)
		connection.isn = connection.next = connection.top = record.e;
	uint32_t sequence = connection.next + record.a;
	if (is_syn && !(flags & kBadChecksum))
		BeginWith(sequence, counts, &connection);
	if (is_syn && counts)
		connection.shift = 0;

	uint8_t *const begin = OptionsOf(moment, frame), *at = begin;
	if (is_syn && record.d & kMss) {
		Put32(at, 0x02040000 | 1460);
		at += 4;
	}
	if (is_syn && record.d & kScale) {
		Put32(at, 0x01030307);
		at += 4;
	}
	Mapping mapping = {};
	Option option = MakeOption(moment, record, sequence, &mapping);
	at += option.CopyTo(at, flags & kShortOption);

	/* Joining may have given it another session. */
	Session &session = sessions_[subflows_[record.Unit()].session];
	int32_t place = sequence - connection.isn - (is_syn ? 0 : 1);
	Segment segment = {};
	segment.flags = flags & 31;
	segment.sequence = sequence;
	segment.ack = connection.kernel_next;
	segment.window = record.c >> 16;
	segment.options = at - begin;
	segment.payload = (record.c & 0xffff) % kMaxTcpPayload;
	segment.position = mapping.is && segment.payload ? mapping.number - session.first
							 : place + connection.shift;
	segment.has_bad_checksum = flags & kBadChecksum;
	Finish(moment, record.Unit(), segment, frame);
	if (!counts || flags & kRst)
		return true;

	Count(sequence, sequence + segment.payload + (is_syn ? 1 : 0) + (flags & kFin ? 1 : 0), &connection);
	if (!mapping.is || flags & kDataUncounted)
		return true;
	if (segment.payload)
		connection.shift = segment.position - place;
	uint64_t end = mapping.number + mapping.length;
	auto is_before = [](uint64_t a, uint64_t b) { return static_cast<int64_t>(a - b) < 0; };
	if (!is_before(session.next, mapping.number) && is_before(session.next, end))
		session.next = end;
	if (is_before(session.top, end))
		session.top = end;
	return true;
}

void MptcpPeer::TakeKey(Session *session, const uint8_t *key)
{
	uint64_t number = Get64(key);

	if (session->has_kernel_key && session->kernel_key == number)
		return;
	session->kernel_key = number;
	session->has_kernel_key = true;
	session->kernel_first = session->kernel_next = InitialOf(number) + 1;
}

/* The option is whole: RFC 8684 section 3.3. */
void MptcpPeer::TakeDss(Session *session, const uint8_t *option, size_t bytes)
{
	uint8_t flags = option[3];
	size_t at = 4;
	size_t ack_bytes = flags & kWireAck ? flags & kWireAck8 ? 8 : 4 : 0;
	size_t number_bytes = flags & kWireMapping ? flags & kWireNumber8 ? 8 : 4 : 0;

	if (bytes < at + ack_bytes + (number_bytes ? number_bytes + 6 : 0))
		return;
	if (ack_bytes) {
		uint64_t ack = ack_bytes == 8 ? Get64(option + at) : Expand(session->next, Get32(option + at));

		if (static_cast<int64_t>(ack - session->next) > 0 && static_cast<int64_t>(session->top - ack) >= 0)
			session->next = ack;
		at += ack_bytes;
	}
	if (!number_bytes)
		return;
	uint64_t number = number_bytes == 8 ? Get64(option + at) : Expand(session->kernel_next, Get32(option + at));
	uint64_t end = number + Get16(option + at + number_bytes + 4);
	if (static_cast<int64_t>(end - session->kernel_next) > 0)
		session->kernel_next = end;
}

void MptcpPeer::Take(size_t unit, uint16_t flags, const uint8_t *option, size_t bytes)
{
	Subflow &subflow = subflows_[unit];

	switch (option[2] >> 4) {
	case kCapable: {
		Session &session = sessions_[unit];

		if (flags & kSyn)
			subflow.session = unit;
		session.kernel_asks_checksum = option[3] & kChecksumRequired;
		if (bytes >= 12)
			TakeKey(&session, option + 4);
		if (bytes >= 22)
			session.kernel_next = std::max(session.kernel_next, session.kernel_first + Get16(option + 20));
		break;
	}
	case kJoin:
		if (bytes == 12 || bytes == 16)
			subflow.kernel_nonce = Get32(option + bytes - 4);
		break;
	case kDss:
		TakeDss(&sessions_[subflow.session], option, bytes);
		break;
	default:
		break;
	}
}

int MptcpPeer::Sent(const Moment &moment, const Received &packet)
{
	int unit = TcpPeer::Sent(moment, packet);
	const uint8_t *tcp = packet.payload;

	if (unit < 0 || tcp[13] & kRst)
		return unit;
	size_t header = (tcp[12] >> 4) * 4;
	for (size_t at = kTcpHeaderBytes; at + 2 < header;) {
		size_t bytes = tcp[at] <= 1 ? 1 : tcp[at + 1];

		if (tcp[at] == 0 || bytes == 0 || at + bytes > header)
			break;
		if (tcp[at] == kOptionKind && bytes >= 4)
			Take(unit, tcp[13], tcp + at, bytes);
		at += bytes;
	}
	return unit;
}

} // namespace

std::unique_ptr<Peer> MakeMptcpPeer()
{
	return std::make_unique<MptcpPeer>();
}

} // namespace ktest::fuzz
