// SPDX-License-Identifier: GPL-2.0
#include "exec_signals.h"

#include "error.h"

#include <cerrno>
#include <fcntl.h>

namespace ktest::exec
{
namespace
{

/* A signal is handled in whatever thread; the one that waits for it has a pipe. */
volatile int write_fd = -1;

void Handle(int signo, siginfo_t *info, void *)
{
	int err = errno;
	Signals::Arrived arrived = {signo, info->si_code == SI_KERNEL};

	(void)!write(write_fd, &arrived, sizeof(arrived));
	errno = err;
}

} // namespace

Signals::Signals()
{
	int fds[2];
	struct sigaction action = {};

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK))
		ThrowErrno("pipe", errno);
	ready = Fd(fds[0]);
	write_end_ = Fd(fds[1]);
	write_fd = fds[1];
	action.sa_sigaction = Handle;
	action.sa_flags = SA_SIGINFO | SA_RESTART;
	sigfillset(&action.sa_mask);
	for (size_t n = 0; n < kForwarded.size(); n++)
		sigaction(kForwarded[n], &action, &before_[n]);
}

Signals::~Signals()
{
	for (size_t n = 0; n < kForwarded.size(); n++)
		sigaction(kForwarded[n], &before_[n], nullptr);
}

Signals::Arrived Signals::Take()
{
	Arrived arrived;

	if (read(ready.Get(), &arrived, sizeof(arrived)) != sizeof(arrived))
		return {0, false};
	return arrived;
}

} // namespace ktest::exec
