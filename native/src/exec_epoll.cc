// SPDX-License-Identifier: GPL-2.0
#include "exec_epoll.h"

#include "exec_nr.h"
#include "exec_poll.h"

#include <algorithm>
#include <cerrno>
#include <linux/kcmp.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <vector>

namespace ktest::exec
{
namespace
{

constexpr int kMaxEvents = 4096;

} // namespace

/* Epoll descriptors all have the same name in /proc; the kernel can compare two of them. */
Epoll::Twin *Epoll::Find(const Request &request)
{
	for (Twin &twin : twins_)
		if (syscall(SYS_kcmp, request.child.Tid(), getpid(), KCMP_FILE, request.Int(0),
			    twin.host.Get()) == 0)
			return &twin;
	return nullptr;
}

Epoll::Twin *Epoll::Make(const Request &request)
{
	struct epoll_event event = {};
	Twin twin = {request.child.Duplicate(request.Int(0)), -1};

	if (!twin.host)
		return nullptr;
	twin.number = process_.Call(nr::kEpollCreate1, {EPOLL_CLOEXEC});
	if (twin.number < 0)
		return nullptr;
	event.events = EPOLLIN | EPOLLET; // wakes the supervisor up, which then asks
	epoll_ctl(epoll_, EPOLL_CTL_ADD, twin.host.Get(), &event);
	twins_.push_back(std::move(twin));
	return &twins_.back();
}

Outcome Epoll::Control(const Request &request)
{
	struct epoll_event event = {};
	int number = placeholders_.Find(request.child, request.Int(2)).number;

	if (number < 0)
		return Continue();
	if (request.arg[3] && !request.child.Get(request.arg[3], &event))
		return Return(-EFAULT);
	Twin *twin = Find(request);
	if (!twin)
		twin = Make(request);
	if (!twin)
		return Return(-EBADF);
	return Return(process_.Call(nr::kEpollCtl,
				    {twin->number, request.Int(1), number, Address(&event)}));
}

Outcome Epoll::WaitMs(const Request &request)
{
	struct timespec storage;

	return Wait(request, FromMs(request.Int(3), &storage));
}

Outcome Epoll::WaitTime(const Request &request)
{
	struct timespec time;

	if (request.arg[3] && !request.child.Get(request.arg[3], &time))
		return Return(-EFAULT);
	return Wait(request, request.arg[3] ? &time : nullptr);
}

Outcome Epoll::Wait(const Request &request, const struct timespec *timeout)
{
	bool ends = timeout && (timeout->tv_sec || timeout->tv_nsec);
	Twin *twin = Find(request);
	int room = std::min(request.Int(2), kMaxEvents);
	uint64_t deadline = Deadline(process_, timeout);

	if (!twin && ends) // for the sake of the timeout, which is virtual
		twin = Make(request);
	if (!twin)
		return Continue();
	if (room <= 0)
		return Return(-EINVAL);
	std::vector<int> watched = request.child.Watched(request.Int(0));
	bool outside = std::any_of(watched.begin(), watched.end(),
				   [&](int fd) { return outside_.Is(request.child, fd); });
	return process_.Wait(request, deadline, [=](Outcome *outcome) {
		std::vector<struct epoll_event> events(static_cast<size_t>(room));
		int ready = std::max(epoll_wait(twin->host.Get(), events.data(), room, 0), 0);

		if (ready < room) {
			long inside = process_.Call(nr::kEpollPwait,
						    {twin->number, Address(&events[size_t(ready)]),
						     room - ready, 0, 0, 8});
			ready += int(std::max(inside, 0l));
		}
		if (!ready && process_.Now() < deadline)
			return false;
		bool stored = request.child.Write(request.arg[1], events.data(),
						  size_t(ready) * sizeof(events[0]));
		*outcome = Return(stored ? ready : -EFAULT);
		return true;
	}, outside);
}

} // namespace ktest::exec
