// SPDX-License-Identifier: GPL-2.0
/* The system calls of programs. */
#include "executor_internal.h"

#include "../src/error.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace ktest::fuzz
{
namespace
{

/* asm-generic/unistd.h */
enum : long {
	kNrIoctl = 29, kNrOpenat = 56, kNrClose = 57, kNrRead = 63, kNrWrite = 64, kNrPpoll = 73,
	kNrSocket = 198, kNrBind = 200, kNrListen = 201, kNrConnect = 203, kNrSendto = 206,
	kNrRecvfrom = 207, kNrSetsockopt = 208, kNrGetsockopt = 209, kNrShutdown = 210,
	kNrAccept4 = 242,
};

/* include/linux/socket.h, asm-generic/fcntl.h, asm-generic/poll.h of the kernel. */
enum : long {
	kAfInet = 2, kAfInet6 = 10,
	kStream = 1, kDgram = 2, kSeqpacket = 5, kDccp = 6,
	kNonblock = 04000, kDontwait = 0x40, kAtFdcwd = -100,
	kReadOnly = 0, kWriteOnly = 1, kReadWrite = 2,
};
constexpr uint16_t kEveryPollEvent = 0x201f; /* POLLIN PRI OUT ERR HUP RDHUP */

constexpr long kIpprotoUdpLite = 136, kIpprotoMptcp = 262;
constexpr size_t kMaxData = 65536;

struct SocketKind {
	long type, protocol;
};

/* What kSocket makes. */
SocketKind KindOf(Protocol protocol, uint32_t which)
{
	switch (protocol) {
	case Protocol::kUdp:
		return {kDgram, which & 1 ? kIpprotoUdpLite : long(kProtoUdp)};
	case Protocol::kSctp:
		return {which & 1 ? kSeqpacket : kStream, kProtoSctp};
	case Protocol::kDccp:
		return {kDccp, kProtoDccp};
	case Protocol::kMptcp:
		return {kStream, which & 1 ? long(kProtoTcp) : kIpprotoMptcp};
	default:
		return {kStream, kProtoTcp};
	}
}

long Address(const void *at)
{
	return reinterpret_cast<long>(at);
}

} // namespace

/* Fills the part of the user memory that no program changes. */
void Executor::LayOut()
{
	uint8_t *at = instance_->UserMemory();
	uint8_t *const end = at + instance_->UserBytes();
	auto take = [&](size_t bytes) {
		uint8_t *taken = at;

		at += (bytes + 63) / 64 * 64;
		if (at > end)
			throw Error("ERR_OUT_OF_RANGE", "the user memory is too small for a fuzzer");
		return taken;
	};
	auto put = [&](const std::string &text) {
		uint8_t *place = take(text.size() + 1);

		memcpy(place, text.c_str(), text.size() + 1);
		return place;
	};

	*layout_ = {};
	layout_->pattern = take(kPatternPeriod + kPatternRun);
	memcpy(layout_->pattern, Pattern(0), kPatternPeriod + kPatternRun);
	layout_->buffers = take(kTasks * Layout::kBufferBytes);
	for (const std::string &path : tables_.sysctls)
		layout_->sysctls.push_back(put(path));
	for (const std::string &path : tables_.files)
		layout_->files.push_back(put(path));
	for (int task : tasks_)
		layout_->fail_nth.push_back(put("/proc/self/task/" + std::to_string(task) + "/fail-nth"));
	layout_->slabs = put("/proc/lib/slabs");
}

uint8_t *Executor::Buffer(size_t task) const
{
	return layout_->buffers + task * Layout::kBufferBytes;
}

size_t Executor::SocketAddress(uint8_t *at, uint16_t port, const uint8_t *address) const
{
	bool is_ipv6 = network_->ends.is_ipv6;
	size_t bytes = is_ipv6 ? 28 : 16;
	uint16_t family = is_ipv6 ? kAfInet6 : kAfInet;

	memset(at, 0, bytes);
	memcpy(at, &family, sizeof(family));
	Put16(at + 2, port);
	if (address)
		memcpy(at + (is_ipv6 ? 8 : 4), address, is_ipv6 ? 16 : 4);
	return bytes;
}

/* A call of the executor's own: on the last task that has nothing to do, but not on `except`. */
long Executor::CallNow(long nr, const long (&args)[6], size_t except)
{
	for (size_t i = kTasks; i-- > 0;) {
		bool blocked = false;

		if (waiting_[i].is || i == except)
			continue;
		long ret = instance_->Syscall(tasks_[i], nr, args, &blocked);
		if (!blocked)
			return ret;
		waiting_[i] = {true, index_, {}, -1};
		waiting_count_++;
	}
	return -EAGAIN;
}

void Executor::SystemCall(const Record &record)
{
	size_t task = record.Task();
	int fd = fds_[record.Unit()];
	uint8_t *value = Buffer(task), *data = value + Layout::kValueBytes;
	const Addresses &ends = network_->ends;
	long nr = 0, args[6] = {fd};
	auto peer = [&](uint32_t unit) {
		return SocketAddress(value, kPeerPort + unit % kUnits, ends.peer);
	};

	if (waiting_[task].is)
		return Log(index_, 0, fd, Step::kLeftOut, nullptr, 0);
	switch (static_cast<Op>(record.op)) {
	case Op::kSocket: {
		SocketKind kind = KindOf(protocol_, record.a);

		nr = kNrSocket;
		args[0] = ends.is_ipv6 ? kAfInet6 : kAfInet;
		args[1] = kind.type | (record.flags & 1 ? 0 : kNonblock);
		args[2] = kind.protocol;
		break;
	}
	case Op::kBind:
		nr = kNrBind;
		args[1] = Address(value);
		args[2] = SocketAddress(value, kLocalPort + record.a % kPorts,
					record.b & 1 ? nullptr : ends.local);
		break;
	case Op::kListen:
		nr = kNrListen;
		args[1] = record.a;
		break;
	case Op::kConnect:
		nr = kNrConnect;
		args[1] = Address(value);
		args[2] = peer(record.a);
		/* AF_UNSPEC is 0. */
		if (record.b & 1)
			memset(value, 0, args[2]);
		break;
	case Op::kAccept:
		nr = kNrAccept4;
		args[1] = Address(value);
		args[2] = Address(value + 128);
		memset(value, 0, 132);
		value[128] = 128;
		args[3] = record.flags & 1 ? 0 : kNonblock;
		break;
	case Op::kSend:
		nr = kNrSendto;
		args[1] = Address(layout_->pattern + positions_[record.Unit()] % kPatternPeriod);
		args[2] = std::min<size_t>(record.a, kMaxData);
		args[3] = record.flags | (task ? 0 : kDontwait);
		if (record.b) {
			args[4] = Address(value);
			args[5] = peer(record.b - 1);
		}
		break;
	case Op::kReceive:
		nr = kNrRecvfrom;
		args[1] = Address(data);
		args[2] = std::min<size_t>(record.a, kMaxData);
		args[3] = record.flags | (task ? 0 : kDontwait);
		break;
	case Op::kShutdown:
		nr = kNrShutdown;
		args[1] = record.a;
		break;
	case Op::kClose:
		nr = kNrClose;
		break;
	case Op::kSetOption:
	case Op::kGetOption: {
		if (tables_.options.empty())
			return;
		const Tables::Option &option = tables_.options[record.a % tables_.options.size()];
		bool is_set = static_cast<Op>(record.op) == Op::kSetOption;
		uint64_t longs[2] = {record.b, record.c};
		uint32_t ints[4] = {record.b, record.c, record.d, record.e};

		nr = is_set ? kNrSetsockopt : kNrGetsockopt;
		args[1] = option.level;
		args[2] = option.name;
		args[3] = Address(value);
		switch (option.kind) {
		case Tables::Kind::kInt:
			args[4] = sizeof(ints[0]);
			memcpy(value, ints, sizeof(ints[0]));
			break;
		case Tables::Kind::kInts:
			/* As many as there are: struct linger has two. */
			args[4] = std::min<size_t>(record.flags ? record.flags : 8, sizeof(ints));
			memcpy(value, ints, sizeof(ints));
			break;
		case Tables::Kind::kLongs:
			args[4] = sizeof(longs);
			memcpy(value, longs, sizeof(longs));
			break;
		case Tables::Kind::kString: {
			static const std::string none;
			const std::string &text =
				tables_.strings.empty()
					? none
					: tables_.strings[record.b % tables_.strings.size()];

			args[4] = std::min(text.size(), Layout::kValueBytes - 1);
			memcpy(value, text.data(), args[4]);
			break;
		}
		}
		if (!is_set) {
			uint32_t room = Layout::kValueBytes - 64;

			memcpy(data, &room, sizeof(room));
			args[4] = Address(data);
		}
		break;
	}
	case Op::kIoctl:
		if (tables_.ioctls.empty())
			return;
		nr = kNrIoctl;
		args[1] = tables_.ioctls[record.a % tables_.ioctls.size()];
		args[2] = Address(value);
		memset(value, 0, 8);
		break;
	case Op::kPoll: {
		struct {
			int32_t fd;
			uint16_t events, revents;
			int64_t seconds, ns;
		} poll = {fd, kEveryPollEvent, 0, 0, 0};
		uint32_t ms = task ? record.a % 100000 : 0;

		poll.seconds = ms / 1000;
		poll.ns = ms % 1000 * 1000000;
		memcpy(value, &poll, sizeof(poll));
		nr = kNrPpoll;
		args[0] = Address(value);
		args[1] = 1;
		args[2] = Address(value + 8);
		break;
	}
	default:
		return;
	}

	bool blocked = false;
	long ret = instance_->Syscall(tasks_[task], nr, args, &blocked);
	if (blocked) {
		waiting_[task] = {true, index_, record, fd};
		waiting_count_++;
		Log(index_, 0, fd, Step::kBlocked, nullptr, 0);
	} else {
		Returned(record, index_, fd, ret);
	}
}

/* A call has returned, perhaps long after it was made. */
void Executor::Returned(const Record &record, uint32_t index, int fd, long ret)
{
	const uint8_t *value = Buffer(record.Task()), *data = value + Layout::kValueBytes;
	size_t bytes = 0;

	switch (static_cast<Op>(record.op)) {
	case Op::kSocket:
	case Op::kAccept:
		if (ret >= 0) {
			bool is_socket = static_cast<Op>(record.op) == Op::kSocket;

			fds_[is_socket ? record.Unit() : record.a % kUnits] = ret;
			positions_[is_socket ? record.Unit() : record.a % kUnits] = 0;
			open_.push_back(ret);
			/* Of an accepted socket: the peer's port. */
			bytes = is_socket ? 0 : 2;
			data = value + 2;
		}
		break;
	case Op::kConnect:
		/* What comes now is another connection's. */
		if (record.b & 1 && ret == 0)
			positions_[record.Unit()] = 0;
		break;
	case Op::kClose:
		open_.erase(std::remove(open_.begin(), open_.end(), fd), open_.end());
		for (int &known : fds_)
			if (known == fd)
				known = -1;
		break;
	case Op::kSend:
		if (ret > 0)
			positions_[record.Unit()] += ret;
		break;
	case Op::kReceive:
		bytes = ret > 0 ? std::min<size_t>(ret, kMaxData) : 0;
		break;
	case Op::kGetOption:
		if (ret == 0) {
			uint32_t got;

			memcpy(&got, data, sizeof(got));
			bytes = std::min<size_t>(got, Layout::kValueBytes);
			data = value;
		}
		break;
	case Op::kIoctl:
		bytes = ret == 0 ? 4 : 0;
		data = value;
		break;
	case Op::kPoll:
		bytes = ret >= 0 ? 2 : 0;
		data = value + 6;
		break;
	default:
		break;
	}
	Log(index, ret, fd, Step::kReturned, data, bytes);
}

void Executor::TakeReturns()
{
	for (size_t i = 0; waiting_count_ && i < kTasks; i++) {
		if (!waiting_[i].is)
			continue;
		std::optional<long> ret = instance_->TakeReturn(tasks_[i]);
		if (!ret)
			continue;
		Waiting done = waiting_[i];

		waiting_[i].is = false;
		waiting_count_--;
		if (done.record.op)
			Returned(done.record, done.index, done.fd, *ret);
	}
}

/* Closes what is open, oldest first, and lets time pass. */
void Executor::Settle(const Record &record)
{
	std::vector<int> open;

	/* What a record has said of the next packet is not about one of another time. */
	fragments_ = options_ = {};
	open.swap(open_);
	for (int fd : open) {
		long ret = CallNow(kNrClose, {fd});

		if (!instance_->Alive())
			return;
		for (int &known : fds_)
			if (known == fd)
				known = -1;
		Log(index_, ret, fd, Step::kReturned, nullptr, 0);
	}
	Record advance = record;
	advance.op = static_cast<uint8_t>(Op::kAdvance);
	Do(advance);
}

void Executor::Sysctl(const Record &record)
{
	if (layout_->sysctls.empty())
		return;
	size_t which = record.a % layout_->sysctls.size();
	char *text = reinterpret_cast<char *>(Buffer(record.Task()));
	long fd = CallNow(kNrOpenat, {kAtFdcwd, Address(layout_->sysctls[which]), kWriteOnly});
	long ret = fd;

	if (fd >= 0 && instance_->Alive()) {
		/* Sysctls of three numbers take all of them from the record. */
		int bytes = record.flags & 1 ? snprintf(text, Layout::kValueBytes, "%d %d %d",
							int(record.b), int(record.c), int(record.d))
					     : snprintf(text, Layout::kValueBytes, "%d", int(record.b));

		ret = CallNow(kNrWrite, {fd, Address(text), bytes});
		if (instance_->Alive())
			CallNow(kNrClose, {fd});
	}
	Log(index_, ret, -1, Step::kReturned, nullptr, 0);
}

/* The task's next call meets a failing allocation: Documentation/fault-injection. */
void Executor::FailNth(const Record &record)
{
	size_t task = record.Task();
	char *text = reinterpret_cast<char *>(Buffer(task));

	if (waiting_[task].is)
		return;
	/* On another task: the next call of this one is to be the program's. */
	long fd = CallNow(kNrOpenat, {kAtFdcwd, Address(layout_->fail_nth[task]), kReadWrite}, task);
	long ret = fd;
	if (fd >= 0 && instance_->Alive()) {
		int bytes = snprintf(text, Layout::kValueBytes, "%u", record.a % 64);

		ret = CallNow(kNrWrite, {fd, Address(text), bytes}, task);
		if (instance_->Alive())
			CallNow(kNrClose, {fd}, task);
	}
	Log(index_, ret, -1, Step::kReturned, nullptr, 0);
}

/* Of a file of /proc; *error: a negative errno, or 0. */
std::string Executor::Content(const uint8_t *path, long *error)
{
	const char *data = reinterpret_cast<char *>(Buffer(0) + Layout::kValueBytes);
	long fd = CallNow(kNrOpenat, {kAtFdcwd, Address(path), kReadOnly});
	std::string content;

	*error = std::min(fd, 0L);
	while (fd >= 0 && instance_->Alive() && content.size() < kMaxData) {
		long ret = CallNow(kNrRead, {fd, Address(data), 16384});

		*error = std::min(ret, 0L);
		if (ret <= 0)
			break;
		content.append(data, ret);
	}
	if (fd >= 0 && instance_->Alive())
		CallNow(kNrClose, {fd});
	return content;
}

void Executor::ReadFile(const Record &record)
{
	if (layout_->files.empty())
		return;
	long error;
	std::string content = Content(layout_->files[record.a % layout_->files.size()], &error);

	Log(index_, error ? error : content.size(), -1, Step::kReturned, content.data(), content.size());
}

/* Objects of each slab cache, a line "NAME COUNT" each: kernel/arch/lib/kernel/slabs.c. */
std::string Executor::Slabs()
{
	long error;

	return Content(layout_->slabs, &error);
}

/* What is in the line at *at, which goes to the next one. False at the end of the text. */
static bool NextSlab(const char **at, std::string_view *name, long *count)
{
	const char *end = strchr(*at, '\n');

	if (!end)
		return false;
	const char *space = static_cast<const char *>(memrchr(*at, ' ', end - *at));
	if (!space)
		return false;
	*name = std::string_view(*at, space - *at);
	*count = strtol(space + 1, nullptr, 10);
	*at = end + 1;
	return true;
}

/* Which caches have more objects than at the beginning. A new cache is in front of the others. */
void Executor::Memory()
{
	const std::string slabs = Slabs();
	const char *now = slabs.c_str(), *before = network_->slabs.c_str();
	std::string_view name, known;
	std::string beyond;
	long count, least;

	if (!NextSlab(&before, &known, &least))
		known = {};
	while (NextSlab(&now, &name, &count)) {
		bool is_known = name == known;

		if (count > (is_known ? least : 0))
			beyond.append(name) += ' ' + std::to_string(count - (is_known ? least : 0)) + '\n';
		if (is_known && !NextSlab(&before, &known, &least))
			known = {};
	}
	Log(index_, 0, -1, Step::kReturned, beyond.data(), beyond.size());
}

} // namespace ktest::fuzz
