// SPDX-License-Identifier: GPL-2.0
#include "check.h"
#include "executor_internal.h"
#include "wrap.h"

#include "../src/error.h"

#include <algorithm>
#include <cstring>

namespace ktest::fuzz
{
namespace
{

/* What passes between two records: EVENT_NS of src/runner/timing/pace.ts, whose scripts these become. */
constexpr uint64_t kPaceNs = 1000, kUsNs = 1000;

/* A little more than the longest time that a program's record can ask for. */
constexpr uint64_t kLongestUs = 3600ull * 1000000;

struct PatternTable {
	uint8_t bytes[kPatternPeriod + kPatternRun];

	PatternTable()
	{
		for (uint32_t i = 0; i < sizeof(bytes); i++) {
			uint32_t mixed = (i % kPatternPeriod + 1) * 0x9e3779b1u;

			bytes[i] = mixed >> 24 ^ mixed >> 11;
		}
	}
};

} // namespace

const uint8_t *Pattern(int64_t position)
{
	static const PatternTable table;
	int64_t place = position % kPatternPeriod;

	return table.bytes + (place < 0 ? place + kPatternPeriod : place);
}

Executor::Executor(Instance *instance, Tables tables)
    : instance_(instance), tables_(std::move(tables)), layout_(std::make_unique<Layout>()),
      frame_(std::make_unique<Frame>())
{
	peers_[static_cast<size_t>(Protocol::kTcp)] = MakeTcpPeer();
	peers_[static_cast<size_t>(Protocol::kUdp)] = MakeUdpPeer();
	peers_[static_cast<size_t>(Protocol::kSctp)] = MakeSctpPeer();
	peers_[static_cast<size_t>(Protocol::kDccp)] = MakeDccpPeer();
	peers_[static_cast<size_t>(Protocol::kMptcp)] = MakeMptcpPeer();

	tasks_[0] = instance_->MainTask();
	for (size_t i = 1; i < kTasks; i++)
		tasks_[i] = instance_->CreateTask("fuzz" + std::to_string(i), tasks_[0]);
	for (int task : tasks_)
		instance_->KeepReturns(task);
	instance_->WatchFrames([this](int device, const uint8_t *frame, size_t bytes) {
		if (network_ && device == network_->device)
			Sent(frame, bytes);
	});
}

Executor::~Executor()
{
	instance_->WatchFrames(nullptr);
}

void Executor::AddNetwork(int device, const Addresses &ends)
{
	auto network = std::make_unique<Network>();

	network->device = device;
	network->ends = ends;
	/* Whoever made the network may have used the same memory. */
	LayOut();
	network->slabs = Slabs();
	network->snapshot = instance_->TakeSnapshot();
	networks_[ends.is_ipv6] = std::move(network);
}

size_t Executor::Run(const Program &program)
{
	Begin(program);
	if (!network_ || !peer_)
		return 0;
	for (index_ = 0; index_ < program.Records() && instance_->Alive(); index_++) {
		Record record = program.At(index_);

		if (!has_passed_)
			Pass(instance_->Now() + kPaceNs);
		has_passed_ = false;
		if (instance_->Alive())
			Do(record);
		if (instance_->Alive())
			TakeReturns();
	}
	network_ = nullptr;
	return index_;
}

void Executor::Begin(const Program &program)
{
	network_ = networks_[program.IsIpv6()].get();
	protocol_ = program.Protocol();
	peer_ = peers_[static_cast<size_t>(protocol_)].get();
	if (!network_ || !peer_)
		return;
	instance_->Restore(network_->snapshot);
	peer_->Reset();
	choices_ = program.Schedule();
	if (choices_)
		instance_->SetScheduler([this](const auto &tasks) { return Choose(tasks); });
	else if (instance_->HasScheduler())
		instance_->SetScheduler(nullptr);
	fds_.fill(-1);
	positions_.fill(0);
	open_.clear();
	waiting_.fill({});
	waiting_count_ = 0;
	remembered_count_ = 0;
	fragments_ = options_ = {};
	fragmented_ = 0;
	for (Quote &quote : quotes_)
		quote.bytes = 0;
	has_passed_ = true;
}

/* xorshift32: any seed but 0 gives a long row of choices. */
size_t Executor::Choose(const std::vector<int> &tasks)
{
	choices_ ^= choices_ << 13;
	choices_ ^= choices_ >> 17;
	choices_ ^= choices_ << 5;
	return choices_ % tasks.size();
}

void Executor::Sent(const uint8_t *bytes, size_t size)
{
	Received packet;

	if (const char *wrong = Malformed(bytes, size))
		Log(index_, 0, -1, Step::kMalformed, wrong, strlen(wrong));
	if (!ReadIp(bytes, size, &packet))
		return;
	int unit = peer_->Sent({network_->ends, instance_->Now()}, packet);
	if (unit < 0)
		return;
	Quote &quote = quotes_[unit];
	quote.bytes = std::min(size, kQuoted);
	memcpy(quote.data, bytes, quote.bytes);
}

/* ---- time ------------------------------------------------------------------------------ */

/* To t_ns; calls that return on the way are told at their time. */
void Executor::Pass(uint64_t t_ns)
{
	while (waiting_count_ && instance_->Alive() && instance_->Now() < t_ns) {
		uint64_t next = std::min(instance_->NextTimer(), t_ns);

		instance_->RunUntil(std::max(next, instance_->Now()));
		if (instance_->Alive())
			TakeReturns();
	}
	if (instance_->Alive() && instance_->Now() < t_ns)
		instance_->RunUntil(t_ns);
}

void Executor::Do(const Record &record)
{
	uint64_t now = instance_->Now();
	uint64_t until = now + std::min<uint64_t>(record.a, kLongestUs) * kUsNs;

	switch (static_cast<Op>(record.op)) {
	case Op::kAdvance:
	case Op::kNextTimer:
		if (static_cast<Op>(record.op) == Op::kNextTimer)
			until = std::min(until, std::max(instance_->NextTimer(), now));
		Pass(until);
		/* A script says when the next thing is done: at least its pace later. */
		has_passed_ = until - now >= kPaceNs;
		Log(index_, until - now, -1, Step::kReturned, nullptr, 0);
		return;
	case Op::kSettle:
		return Settle(record);
	case Op::kIcmpError:
		return Icmp(record);
	case Op::kAgain:
	case Op::kTwist:
		return Again(record, static_cast<Op>(record.op) == Op::kTwist);
	case Op::kSysctl:
		return Sysctl(record);
	case Op::kFailNth:
		return FailNth(record);
	case Op::kReadFile:
		return ReadFile(record);
	case Op::kMemory:
		return Memory();
	case Op::kFragments:
		if (record.a)
			return Fragments(record, Remembered(record.a - 1));
		fragments_ = record;
		return;
	case Op::kOptions:
		options_ = record;
		return;
	case Op::kDamaged:
		return Damaged(record);
	case Op::kEcho:
		MakeEcho(network_->ends, record, frame_.get());
		return Send();
	case Op::kNothing:
		return;
	default:
		break;
	}
	if (record.op < static_cast<uint8_t>(Op::kAdvance))
		SystemCall(record);
	else if (peer_->Make({network_->ends, now}, record, frame_.get()))
		Send();
}

/* ---- packets --------------------------------------------------------------------------- */

/* The packet in frame_, by the way that records before have said. */
void Executor::Send()
{
	if (options_.op)
		AddOptions(network_->ends, options_.a, frame_.get());
	options_ = {};
	if (!fragments_.op)
		return Inject(frame_->data, frame_->bytes, true);
	Record record = fragments_;
	fragments_ = {};
	std::vector<uint8_t> packet(frame_->data, frame_->data + frame_->bytes);
	Fragments(record, &packet);
}

const std::vector<uint8_t> *Executor::Remembered(size_t back) const
{
	back %= kRemembered;
	return back < remembered_count_ ? &remembered_[(remembered_count_ - 1 - back) % kRemembered] : nullptr;
}

void Executor::Fragments(const Record &record, const std::vector<uint8_t> *packet)
{
	if (!packet)
		return;
	std::vector<Piece> pieces = Cut(network_->ends, record, packet->data(), packet->size());
	uint32_t identification = ++fragmented_;

	if (pieces.empty())
		return Inject(packet->data(), packet->size(), false);
	for (size_t i = 0; i < pieces.size() && instance_->Alive(); i++) {
		if (i == pieces.size() - 1 && record.c)
			Pass(instance_->Now() + std::min<uint64_t>(record.c, kLongestUs) * kUsNs);
		if (!instance_->Alive())
			return;
		MakeFragment(network_->ends, packet->data(), pieces[i], identification, frame_.get());
		Inject(frame_->data, frame_->bytes, false);
	}
}

void Executor::Damaged(const Record &record)
{
	const std::vector<uint8_t> *packet = Remembered(record.a);

	if (!packet)
		return;
	memcpy(frame_->data, packet->data(), packet->size());
	frame_->bytes = packet->size();
	if (DamageHeader(network_->ends, record.b, frame_.get()))
		Inject(frame_->data, frame_->bytes, false);
}

void Executor::Inject(const uint8_t *bytes, size_t size, bool is_remembered)
{
	if (is_remembered) {
		auto &place = remembered_[remembered_count_++ % kRemembered];

		place.assign(bytes, bytes + size);
	}
	instance_->Events().Push(EventType::kInjected, instance_->Now(), index_, network_->device, bytes,
				 size);
	try {
		instance_->Receive(network_->device, bytes, size, 0, false);
	} catch (const Error &) {
		/* The device has no use for it, such as a packet that is no IP version's: a loss. */
		if (!instance_->Alive())
			throw;
	}
}

void Executor::Again(const Record &record, bool is_twisted)
{
	const std::vector<uint8_t> *packet = Remembered(record.a);

	if (!packet)
		return;
	const std::vector<uint8_t> &old = *packet;
	if (!is_twisted)
		return Inject(old.data(), old.size(), false);

	memcpy(frame_->data, old.data(), old.size());
	frame_->bytes = old.size();
	frame_->data[record.b % old.size()] = record.c;
	if (record.d & 1)
		Resum(network_->ends, frame_.get());
	Inject(frame_->data, frame_->bytes, false);
}

void Executor::Icmp(const Record &record)
{
	struct Kind {
		uint8_t type, code;
	};
	/* RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1; RFC 4443. */
	static constexpr Kind kV4[] = {{3, 0}, {3, 1}, {3, 2}, {3, 3}, {3, 4}, {3, 13}, {4, 0}, {11, 0}, {12, 0}};
	static constexpr Kind kV6[] = {{1, 0}, {1, 1}, {1, 3}, {1, 4}, {2, 0}, {1, 5}, {3, 0}, {4, 1}, {4, 0}};
	static_assert(std::size(kV4) == std::size(kV6));

	const Quote &quote = quotes_[record.Unit()];
	const Addresses &ends = network_->ends;
	if (!quote.bytes)
		return;
	Kind kind = (ends.is_ipv6 ? kV6 : kV4)[record.a % std::size(kV4)];
	uint8_t *icmp = frame_->data + ends.HeaderBytes();
	size_t bytes = 8 + quote.bytes;

	Put8(icmp, kind.type);
	Put8(icmp + 1, kind.code);
	Put16(icmp + 2, 0);
	Put32(icmp + 4, ends.is_ipv6 || kind.type == 3 ? record.b & 0xffff : record.b << 24);
	memcpy(icmp + 8, quote.data, quote.bytes);
	uint8_t *number = icmp + 8 + ends.HeaderBytes() + 4;
	if (number + 4 <= icmp + bytes)
		Put32(number, Get32(number) + record.c);
	uint32_t sum = ends.is_ipv6 ? PseudoHeader(ends, kProtoIcmpv6, bytes) : 0;
	Put16(icmp + 2, ChecksumEnd(ChecksumAdd(sum, icmp, bytes)));
	FinishIp(ends, ends.is_ipv6 ? kProtoIcmpv6 : kProtoIcmp, bytes, frame_.get());
	Send();
}

/* ---- log ------------------------------------------------------------------------------- */

void Executor::Log(uint32_t index, double value, int fd, Step step, const void *data, size_t bytes)
{
	struct {
		int32_t fd;
		uint32_t step;
	} head = {fd, static_cast<uint32_t>(step)};

	instance_->Events().Push(EventType::kStep, instance_->Now(), index, value, &head, sizeof(head), data,
				 bytes);
}

} // namespace ktest::fuzz
