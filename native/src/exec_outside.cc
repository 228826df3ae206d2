// SPDX-License-Identifier: GPL-2.0
#include "exec_outside.h"

#include <algorithm>
#include <cstdio>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <vector>

namespace ktest::exec
{
namespace
{

constexpr uint64_t kMaxFds = 4096;

/* A call that a thread is asleep in: /proc/PID/syscall. */
struct Sleeping {
	int nr = -1;
	uint64_t arg[3] = {};
};

Sleeping CallOf(const Child &child)
{
	Sleeping call;
	unsigned long a, b, c;

	if (sscanf(child.File("syscall").c_str(), "%d %lx %lx %lx", &call.nr, &a, &b, &c) != 4)
		return {};
	call.arg[0] = a;
	call.arg[1] = b;
	call.arg[2] = c;
	return call;
}

} // namespace

Outside::Outside(bool attached)
{
	struct stat stat;

	// Of files and /dev/null, everything is there already.
	if (attached && fstat(0, &stat) == 0 &&
	    (S_ISFIFO(stat.st_mode) || S_ISSOCK(stat.st_mode) || isatty(0)))
		name_ = Child(getpid()).Link(0);
}

bool Outside::Is(const Child &child, int fd) const
{
	if (name_.empty())
		return false;
	std::string name = child.Link(fd);
	return name == name_ || name == "/dev/tty";
}

bool Outside::IsPolled(const Child &child, uint64_t address, uint64_t count) const
{
	std::vector<struct pollfd> fds(std::min(count, kMaxFds));

	if (!child.Read(address, fds.data(), fds.size() * sizeof(fds[0])))
		return false;
	return std::any_of(fds.begin(), fds.end(), [&](const struct pollfd &fd) {
		return fd.events & POLLIN && Is(child, fd.fd);
	});
}

bool Outside::IsSelected(const Child &child, uint64_t count, uint64_t address) const
{
	std::vector<uint8_t> set((std::min(count, kMaxFds) + 7) / 8);

	if (!address || !child.Read(address, set.data(), set.size()))
		return false;
	for (size_t fd = 0; fd < 8 * set.size(); fd++)
		if (set[fd / 8] >> fd % 8 & 1 && Is(child, int(fd)))
			return true;
	return false;
}

bool Outside::IsAwaited(const Child &child) const
{
	if (name_.empty())
		return false;
	Sleeping call = CallOf(child);
	switch (call.nr) {
	case SYS_read:
	case SYS_readv:
	case SYS_recvfrom:
	case SYS_recvmsg:
	case SYS_splice:
		return Is(child, int(call.arg[0]));
	case SYS_poll:
	case SYS_ppoll:
		return IsPolled(child, call.arg[0], call.arg[1]);
	case SYS_select:
	case SYS_pselect6:
		return IsSelected(child, call.arg[0], call.arg[1]);
	case SYS_epoll_wait:
	case SYS_epoll_pwait:
	case SYS_epoll_pwait2:
		for (int fd : child.Watched(int(call.arg[0])))
			if (Is(child, fd))
				return true;
	}
	return false;
}

} // namespace ktest::exec
