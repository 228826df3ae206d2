// SPDX-License-Identifier: GPL-2.0
#include "exec_writers.h"

#include "exec_fd.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>

namespace ktest::exec
{
namespace
{

/* Longer than a test may take by default. */
constexpr int kMaxWaitMs = 20000;

Fd lock;

} // namespace

void BecomeWriter(const std::string &path)
{
	if (lock)
		return;
	Fd file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
	if (!file)
		return;
	/* flock(2) has no time-out, and a signal of its own would be the program's business. */
	for (int waited = 0; waited < kMaxWaitMs; waited++) {
		const timespec millisecond = {0, 1000000};

		if (flock(file.Get(), LOCK_EX | LOCK_NB) == 0) {
			lock = std::move(file);
			return;
		}
		if (errno != EWOULDBLOCK)
			return;
		nanosleep(&millisecond, nullptr);
	}
}

void StopWriting()
{
	lock = Fd();
}

} // namespace ktest::exec
