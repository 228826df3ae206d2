// SPDX-License-Identifier: GPL-2.0
#include "exec_memory.h"

#include "exec_accidents.h"
#include "exec_ioctl.h"
#include "exec_nr.h"

#include <algorithm>
#include <cstring>
#include <linux/filter.h>
#include <linux/if.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

namespace ktest::exec
{
namespace
{

template <typename T> T *At(long address)
{
	return reinterpret_cast<T *>(address);
}

} // namespace

size_t Memory::Add(int argument, const void *start, size_t bytes, bool in, bool out)
{
	char *address = const_cast<char *>(static_cast<const char *>(start));

	areas_.push_back({argument, address, bytes, in, out, Area::kAll, 1, 0, 0, 0, {}});
	return areas_.size() - 1;
}

void Memory::In(const long args[6], int argument, size_t bytes)
{
	if (args[argument])
		Add(argument, At<char>(args[argument]), bytes, true, false);
}

Area &Memory::Out(const long args[6], int argument, size_t bytes)
{
	return areas_[Add(argument, At<char>(args[argument]), bytes, false, true)];
}

void Memory::Text(const long args[6], int argument)
{
	In(args, argument, strlen(At<char>(args[argument])) + 1);
}

/* A socket address that is filled in, and the socklen_t that says how long it is. */
void Memory::Name(const long args[6], int address, int length)
{
	if (!args[address] || !args[length])
		return;
	size_t length_area = Add(length, At<char>(args[length]), sizeof(socklen_t), true, true);
	size_t bytes = *At<socklen_t>(args[length]);
	Area &area = areas_[Add(address, At<char>(args[address]), bytes, true, true)];

	area.extent = Area::kLength;
	area.length_area = length_area;
	area.length_bytes = sizeof(socklen_t);
}

/* struct msghdr with at most one part. */
void Memory::Header(const long args[6], bool sending)
{
	auto *message = At<struct msghdr>(args[1]);
	size_t header = Add(1, message, sizeof(*message), true, !sending);
	auto inner = [&](size_t owner, size_t at, const void *start, size_t bytes) {
		size_t area = Add(-1, start, bytes, sending, !sending);

		areas_[owner].links.push_back({at, area});
		return area;
	};

	if (message->msg_iovlen > 1) {
		known_ = false;
		return;
	}
	if (message->msg_iovlen) {
		size_t part = inner(header, offsetof(struct msghdr, msg_iov), message->msg_iov,
				    sizeof(*message->msg_iov));
		areas_[part].in = true;
		areas_[part].out = false;
		size_t data = inner(part, offsetof(struct iovec, iov_base),
				    message->msg_iov->iov_base, message->msg_iov->iov_len);
		areas_[data].extent = Area::kReturned;
	}
	auto counted = [&](size_t at, const void *start, size_t bytes, size_t length_at,
			   size_t length_bytes) {
		if (!start)
			return;
		Area &area = areas_[inner(header, at, start, bytes)];

		area.extent = Area::kLength;
		area.length_area = header;
		area.length_at = length_at;
		area.length_bytes = length_bytes;
	};
	counted(offsetof(struct msghdr, msg_name), message->msg_name, message->msg_namelen,
		offsetof(struct msghdr, msg_namelen), sizeof(message->msg_namelen));
	counted(offsetof(struct msghdr, msg_control), message->msg_control, message->msg_controllen,
		offsetof(struct msghdr, msg_controllen), sizeof(message->msg_controllen));
}

/* As Ioctl::Forward() makes it: the argument is a copy of fixed size, and so is what it points to.
 */
void Memory::Ioctl(const long args[6])
{
	unsigned command = unsigned(args[1]);
	constexpr size_t pointer = offsetof(struct ifreq, ifr_data);
	void *nested;

	if (uint64_t(args[2]) < Ioctl::kSmall)
		return;
	if (command == SIOCGIFCONF || Ioctl::IsRoute(command)) {
		known_ = false;
		return;
	}
	size_t argument = Add(2, At<char>(args[2]), Ioctl::kArgument, true, true);
	if (!Ioctl::HasData(command))
		return;
	memcpy(&nested, areas_[argument].start + pointer, sizeof(nested));
	if (!nested)
		return;
	size_t data = Add(-1, nested, Ioctl::kNested, true, true);
	areas_[argument].links.push_back({pointer, data});
}

/* Sockets::SetOption() replaces the one pointer that options of a known form have. */
void Memory::SetOption(const long args[6])
{
	In(args, 3, size_t(args[4]));
	if (args[1] != SOL_SOCKET ||
	    (args[2] != SO_ATTACH_FILTER && args[2] != SO_ATTACH_REUSEPORT_CBPF) ||
	    size_t(args[4]) < sizeof(struct sock_fprog) || !args[3])
		return;
	auto *program = At<struct sock_fprog>(args[3]);
	size_t filter =
		Add(-1, program->filter, program->len * sizeof(struct sock_filter), true, false);
	areas_[0].links.push_back({offsetof(struct sock_fprog, filter), filter});
}

Memory::Memory(long nr, const long args[6])
{
	switch (nr) {
	case nr::kEpollCreate1:
	case nr::kFcntl:
	case nr::kClose:
	case nr::kLseek:
	case nr::kSocket:
	case nr::kListen:
	case nr::kShutdown:
		break;
	case nr::kFaccessat:
	case nr::kOpenat:
		Text(args, 1);
		break;
	case nr::kReadlinkat:
		Text(args, 1);
		Out(args, 2, size_t(args[3])).extent = Area::kReturned;
		break;
	case nr::kStatx:
		Text(args, 1);
		Out(args, 4, sizeof(struct statx));
		break;
	case nr::kClockGettime:
		Out(args, 1, sizeof(struct timespec));
		break;
	case nr::kRead:
	case nr::kGetdents64:
		Out(args, 1, size_t(args[2])).extent = Area::kReturned;
		break;
	case nr::kWrite:
		In(args, 1, size_t(args[2]));
		break;
	case nr::kSocketpair:
		Out(args, 3, 2 * sizeof(int));
		break;
	case nr::kBind:
	case nr::kConnect:
		In(args, 1, size_t(args[2]));
		break;
	case nr::kAccept4:
	case nr::kGetsockname:
	case nr::kGetpeername:
		Name(args, 1, 2);
		break;
	case nr::kSendto:
		In(args, 1, size_t(args[2]));
		In(args, 4, size_t(args[5]));
		break;
	case nr::kRecvfrom:
		Out(args, 1, size_t(args[2])).extent = Area::kReturned;
		Name(args, 4, 5);
		break;
	case nr::kSendmsg:
		Header(args, true);
		break;
	case nr::kRecvmsg:
		Header(args, false);
		break;
	case nr::kSetsockopt:
		SetOption(args);
		break;
	case nr::kGetsockopt:
		// What the length counts is no byte everywhere: SO_GET_FILTER.
		if (args[1] == SOL_SOCKET && args[2] == SO_GET_FILTER)
			known_ = false;
		else
			Name(args, 3, 4);
		break;
	case nr::kIoctl:
		Ioctl(args);
		break;
	case nr::kEpollCtl:
		In(args, 3, sizeof(struct epoll_event));
		break;
	case nr::kEpollPwait: {
		Area &events = Out(args, 1, size_t(args[2]) * sizeof(struct epoll_event));

		events.extent = Area::kReturned;
		events.unit = sizeof(struct epoll_event);
		break;
	}
	case nr::kPpoll:
		Add(0, At<char>(args[0]), size_t(args[1]) * sizeof(struct pollfd), true, true);
		In(args, 2, sizeof(struct timespec));
		break;
	default: // those that wait, above all
		known_ = false;
	}
}

size_t Memory::Written(const Area &area, long ret) const
{
	uint64_t count = 0;

	if (!area.out || ret < 0)
		return 0;
	switch (area.extent) {
	case Area::kAll:
		return area.bytes;
	case Area::kReturned:
		return std::min(size_t(ret) * area.unit, area.bytes);
	case Area::kLength:
		memcpy(&count, areas_[area.length_area].start + area.length_at, area.length_bytes);
		return std::min(size_t(count), area.bytes);
	}
	return 0;
}

void Neutralise(long nr, char *bytes, size_t count)
{
	if (nr == nr::kStatx && count == sizeof(struct statx))
		ForgetAccidents(reinterpret_cast<struct statx *>(bytes));
	else if (nr == nr::kGetdents64)
		ForgetAccidents(bytes, count);
}

} // namespace ktest::exec
