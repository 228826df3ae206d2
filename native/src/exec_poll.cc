// SPDX-License-Identifier: GPL-2.0
#include "exec_poll.h"

#include "exec_nr.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <linux/futex.h>
#include <memory>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/time.h>

namespace ktest::exec
{
namespace
{

constexpr size_t kMaxFds = 1 << 20;
constexpr long kSecond = 1000000000;
constexpr long kLongest = 1l << 32; // in s; what is longer is never

/* The three bits of select(2), and what they mean for poll(2) (fs/select.c). */
struct SelectSet {
	short wanted, found;
};
constexpr SelectSet kSets[3] = {
	{POLLIN, POLLIN | POLLRDNORM | POLLRDBAND | POLLHUP | POLLERR},
	{POLLOUT, POLLOUT | POLLWRNORM | POLLWRBAND | POLLERR},
	{POLLPRI, POLLPRI},
};

/* Whether waiting takes time, and a limited one: it is virtual then. */
bool Ends(const struct timespec *timeout)
{
	return timeout && (timeout->tv_sec || timeout->tv_nsec);
}

using Bits = std::vector<uint64_t>;

bool Has(const Bits &bits, int fd)
{
	return bits[size_t(fd) / 64] >> (fd % 64) & 1;
}

/* Copies of descriptors of the program, to be polled here. */
struct HostFds {
	std::vector<Fd> copies;
	std::vector<struct pollfd> fds; /* negative where the instance has to be asked */
	Fd epoll;			/* readable when one of them is ready */
};

void Watch(HostFds *host, int supervisor)
{
	struct epoll_event event = {};

	host->epoll = Fd(epoll_create1(EPOLL_CLOEXEC));
	for (const struct pollfd &fd : host->fds) {
		event.events = uint32_t(fd.events);
		if (fd.fd >= 0) // fails for files, which are always ready
			epoll_ctl(host->epoll.Get(), EPOLL_CTL_ADD, fd.fd, &event);
	}
	event.events = EPOLLIN | EPOLLET;
	event.data.u64 = 0;
	epoll_ctl(supervisor, EPOLL_CTL_ADD, host->epoll.Get(), &event);
}

} // namespace

uint64_t Deadline(Process &process, const struct timespec *timeout)
{
	if (!timeout)
		return kNever;
	return process.Now() + uint64_t(timeout->tv_sec) * kSecond + uint64_t(timeout->tv_nsec);
}

const struct timespec *FromMs(int ms, struct timespec *storage)
{
	*storage = {ms / 1000, ms % 1000 * 1000000l};
	return ms < 0 ? nullptr : storage;
}

/* ---- sleep ----------------------------------------------------------------------------------- */

Outcome Waiting::Sleep(const Request &request, const struct timespec &time, uint64_t remaining)
{
	auto times = std::make_shared<std::array<struct timespec, 2>>();

	(*times)[0] = time;
	return process_.Call(request, nr::kClockNanosleep,
			     {CLOCK_MONOTONIC, 0, Address(&(*times)[0]), Address(&(*times)[1])},
			     [=](long ret) {
				     if (ret == -EINTR && remaining)
					     request.child.Put(remaining, (*times)[1]);
				     return Return(ret);
			     });
}

Outcome Waiting::Nanosleep(const Request &request)
{
	struct timespec time;

	if (!request.child.Get(request.arg[0], &time))
		return Return(-EFAULT);
	return Sleep(request, time, request.arg[1]);
}

Outcome Waiting::ClockNanosleep(const Request &request)
{
	struct timespec time, now;

	if (!request.child.Get(request.arg[2], &time))
		return Return(-EFAULT);
	if (!(request.Int(1) & TIMER_ABSTIME))
		return Sleep(request, time, request.arg[3]);
	// Of a clock that is the host's, only how long the program wants to sleep makes sense.
	bool known = clocks_.AreVirtual() ? clocks_.Read(request.Int(0), &now)
					  : clock_gettime(request.Int(0), &now) == 0;
	if (time.tv_nsec < 0 || time.tv_nsec >= kSecond || !known)
		return Return(-EINVAL);
	long ns = (time.tv_sec - now.tv_sec) * kSecond + time.tv_nsec - now.tv_nsec;
	ns = std::max(ns, 0l);
	return Sleep(request, {ns / kSecond, ns % kSecond}, 0);
}

/*
 * The thread waits here and not in the host's kernel, so nobody can wake it up there. But whoever
 * wakes one up has changed what it waits for.
 */
Outcome Waiting::Futex(const Request &request)
{
	constexpr int kFlags = FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME;
	int operation = request.Int(1);
	uint64_t address = request.arg[0], deadline = process_.Now();
	uint32_t expected = uint32_t(request.arg[2]), value;
	struct timespec time, now = {};

	if (!clocks_.AreVirtual())
		return Continue();
	if (!request.child.Get(address, &value) || !request.child.Get(request.arg[3], &time))
		return Return(-EFAULT);
	if (time.tv_sec < 0 || time.tv_nsec < 0 || time.tv_nsec >= kSecond)
		return Return(-EINVAL);
	if (value != expected)
		return Return(-EAGAIN);
	bool is_real = operation & FUTEX_CLOCK_REALTIME;
	if ((operation & ~kFlags) == FUTEX_WAIT_BITSET) // until, and not for
		clocks_.Read(is_real ? CLOCK_REALTIME : CLOCK_MONOTONIC, &now);
	long ns = (std::min(time.tv_sec - now.tv_sec, kLongest) * kSecond) + time.tv_nsec -
		  now.tv_nsec;
	deadline += uint64_t(std::max(ns, 0l));
	return process_.Wait(request, deadline, [=](Outcome *outcome) {
		uint32_t present;

		if (request.child.Get(address, &present) && present == expected) {
			if (process_.Now() < deadline)
				return false;
			*outcome = Return(-ETIMEDOUT);
		} else {
			*outcome = Return(0);
		}
		return true;
	});
}

/* ---- poll ------------------------------------------------------------------------------------ */

Outcome Waiting::PollAll(const Request &request, std::vector<struct pollfd> fds,
			 const struct timespec *timeout, Store store)
{
	// The descriptors of the instance; negative where the host has to be asked.
	auto inside = std::make_shared<std::vector<struct pollfd>>(fds);
	size_t here = 0, there = 0;

	for (size_t n = 0; n < fds.size(); n++) {
		Target target = placeholders_.Find(request.child, fds[n].fd);

		(*inside)[n].fd = target.number;
		(*inside)[n].revents = 0;
		if (target.number >= 0)
			there++;
		else if (fds[n].fd >= 0)
			here++;
	}
	if (!there && !Ends(timeout))
		return Continue();
	if (here)
		return PollMixed(request, std::move(fds), *inside, timeout, std::move(store));

	auto time = std::make_shared<struct timespec>(timeout ? *timeout : timespec{});
	return process_.Call(request, nr::kPpoll,
			     {Address(inside->data()), long(inside->size()),
			      timeout ? Address(time.get()) : 0, 0, 0},
			     [=](long ret) {
				     (void)time;
				     return ret < 0 ? Return(ret) : store(ret, *inside);
			     });
}

/* Some descriptors are the host's and some the instance's: both are asked, again and again. */
Outcome Waiting::PollMixed(const Request &request, std::vector<struct pollfd> fds,
			   std::vector<struct pollfd> inside, const struct timespec *timeout,
			   Store store)
{
	auto host = std::make_shared<HostFds>();
	uint64_t deadline = Deadline(process_, timeout);
	bool outside = false;

	host->fds = std::move(fds);
	for (size_t n = 0; n < host->fds.size(); n++) {
		struct pollfd &fd = host->fds[n];

		fd.revents = 0;
		if (inside[n].fd >= 0)
			fd.fd = -1;
		if (fd.fd < 0)
			continue;
		outside = outside || (fd.events & POLLIN && outside_.Is(request.child, fd.fd));
		host->copies.push_back(request.child.Duplicate(fd.fd));
		fd.fd = host->copies.back().Get();
		if (fd.fd < 0)
			return Return(-EBADF);
	}
	Watch(host.get(), epoll_);
	return process_.Wait(request, deadline, [=](Outcome *outcome) mutable {
		static const struct timespec at_once = {};

		poll(host->fds.data(), host->fds.size(), 0);
		process_.Call(nr::kPpoll, {Address(inside.data()), long(inside.size()),
					   Address(&at_once), 0, 0});
		long ready = 0;
		for (size_t n = 0; n < inside.size(); n++) {
			inside[n].revents |= host->fds[n].revents;
			ready += inside[n].revents != 0;
		}
		if (!ready && process_.Now() < deadline)
			return false;
		*outcome = store(ready, inside);
		return true;
	}, outside);
}

Outcome Waiting::Poll(const Request &request)
{
	struct timespec storage;
	const struct timespec *timeout = FromMs(request.Int(2), &storage);
	uint64_t address = request.arg[0];
	size_t count = unsigned(request.arg[1]);
	std::vector<struct pollfd> fds;

	if (!count && timeout)
		return Sleep(request, *timeout, 0);
	if (!count || count > kMaxFds || (!placeholders_.Any() && !Ends(timeout)))
		return Continue();
	fds.resize(count);
	if (!request.child.Read(address, fds.data(), count * sizeof(fds[0])))
		return Return(-EFAULT);
	auto store = [=](long ret, const std::vector<struct pollfd> &result) {
		for (size_t n = 0; n < result.size(); n++)
			if (!request.child.Put(address + n * sizeof(struct pollfd) +
						       offsetof(struct pollfd, revents),
					       result[n].revents))
				return Return(-EFAULT);
		return Return(ret);
	};
	return PollAll(request, std::move(fds), timeout, store);
}

Outcome Waiting::Ppoll(const Request &request)
{
	Request same = request;
	struct timespec time;
	uint64_t timeout = request.arg[2];

	if (timeout && !request.child.Get(timeout, &time))
		return Return(-EFAULT);
	// In ms, rounded up, as poll(2) has it: no program waits longer than 24 days.
	long ms = timeout ? std::min(time.tv_sec * 1000 + (time.tv_nsec + 999999) / 1000000,
				     long(INT32_MAX))
			  : -1;
	same.arg[2] = uint64_t(ms);
	return Poll(same);
}

/* ---- select ---------------------------------------------------------------------------------- */

Outcome Waiting::Select(const Request &request, bool timeval)
{
	int count = std::clamp(request.Int(0), 0, int(kMaxFds));
	size_t words = size_t(count + 63) / 64;
	struct timespec time = {};
	const struct timespec *timeout = request.arg[4] ? &time : nullptr;
	auto sets = std::make_shared<std::array<Bits, 3>>();
	std::vector<struct pollfd> fds;

	// struct timeval and struct timespec differ in the unit of the second member only.
	if (timeout && !request.child.Get(request.arg[4], &time))
		return Return(-EFAULT);
	if (timeval)
		time.tv_nsec *= 1000;
	for (int set = 0; set < 3; set++) {
		(*sets)[set].resize(words);
		if (request.arg[1 + set] &&
		    !request.child.Read(request.arg[1 + set], (*sets)[set].data(), words * 8))
			return Return(-EFAULT);
	}
	for (int fd = 0; fd < count; fd++) {
		short events = 0;

		for (int set = 0; set < 3; set++)
			if (Has((*sets)[set], fd))
				events |= kSets[set].wanted;
		if (events)
			fds.push_back({fd, events, 0});
	}
	if (fds.empty())
		return timeout ? Sleep(request, time, 0) : Continue();
	if (!placeholders_.Any() && !Ends(timeout))
		return Continue();
	std::vector<struct pollfd> asked = fds;
	auto store = [=](long, const std::vector<struct pollfd> &result) {
		std::array<Bits, 3> found;
		long bits = 0;

		for (int set = 0; set < 3; set++) {
			found[set].resize(words);
			for (size_t n = 0; n < asked.size(); n++) {
				int fd = asked[n].fd;

				if (!(result[n].revents & kSets[set].found) ||
				    !Has((*sets)[set], fd))
					continue;
				found[set][size_t(fd) / 64] |= uint64_t(1) << (fd % 64);
				bits++;
			}
			if (request.arg[1 + set] &&
			    !request.child.Write(request.arg[1 + set], found[set].data(),
						 words * 8))
				return Return(-EFAULT);
		}
		return Return(bits);
	};
	return PollAll(request, std::move(fds), timeout, store);
}

} // namespace ktest::exec
