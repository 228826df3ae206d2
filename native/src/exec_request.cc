// SPDX-License-Identifier: GPL-2.0
#include "exec_request.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>

namespace ktest::exec
{
namespace
{

/*
 * Not while signals come, such as a profiler's or SIGCHLD: seccomp_notify_addfd() of the host's kernel
 * gives up then what it has already announced, and the child's call returns 0 in place of a number.
 */
long AddFd(const Request &request, int fd, bool close_on_exec, uint32_t flags)
{
	sigset_t all, before;
	struct seccomp_notif_addfd add = {};

	add.id = request.id;
	add.flags = flags;
	add.srcfd = uint32_t(fd);
	add.newfd_flags = close_on_exec ? O_CLOEXEC : 0;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	long number = ioctl(request.listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add);
	long value = number < 0 ? -errno : number;
	pthread_sigmask(SIG_SETMASK, &before, nullptr);
	return value;
}

} // namespace

bool Receive(int listener, Request *request)
{
	struct seccomp_notif notif = {};

	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &notif))
		return false;
	request->id = notif.id;
	request->nr = notif.data.nr;
	std::copy(std::begin(notif.data.args), std::end(notif.data.args), request->arg);
	request->child = Child(pid_t(notif.pid));
	request->listener = listener;
	return true;
}

void Answer(const Request &request, const Outcome &outcome)
{
	struct seccomp_notif_resp response = {};

	response.id = request.id;
	if (outcome.kind == Outcome::kContinue) {
		response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	} else if (outcome.kind == Outcome::kFd) {
		long number = AddFd(request, outcome.fd.Get(), outcome.close_on_exec,
				    SECCOMP_ADDFD_FLAG_SEND);
		if (number >= 0)
			return;
		response.error = int(number);
	} else if (outcome.value < 0) {
		response.error = int(outcome.value);
	} else {
		response.val = outcome.value;
	}
	ioctl(request.listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

long Install(const Request &request, int fd, bool close_on_exec)
{
	return AddFd(request, fd, close_on_exec, 0);
}

bool IsWaiting(const Request &request)
{
	return ioctl(request.listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &request.id) == 0;
}

} // namespace ktest::exec
