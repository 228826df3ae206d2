/* SPDX-License-Identifier: GPL-2.0 */
/* exec_poll.h - waiting: poll, select, nanosleep. */
#ifndef KTEST_EXEC_POLL_H
#define KTEST_EXEC_POLL_H

#include "exec_clock.h"
#include "exec_outside.h"
#include "exec_placeholder.h"
#include "exec_process.h"

#include <ctime>
#include <poll.h>
#include <vector>

namespace ktest::exec
{

/* Virtual time at which a timeout ends; kNever without one. */
uint64_t Deadline(Process &process, const struct timespec *timeout);

/* A timeout in ms, as of poll(2) and epoll_wait(2): null for "for ever". */
const struct timespec *FromMs(int ms, struct timespec *storage);

class Waiting
{
      public:
	/* `epoll`: of the supervisor, which has to look again when a descriptor gets ready. */
	Waiting(Process &process, Placeholders &placeholders, Clocks &clocks,
		const Outside &outside, int epoll)
	    : process_(process), placeholders_(placeholders), clocks_(clocks),
	      outside_(outside), epoll_(epoll)
	{
	}

	Outcome Poll(const Request &request);
	Outcome Ppoll(const Request &request);
	/* timeval: the timeout is a struct timeval, not timespec. */
	Outcome Select(const Request &request, bool timeval);
	Outcome Nanosleep(const Request &request);
	Outcome ClockNanosleep(const Request &request);
	/* FUTEX_WAIT with a timeout. */
	Outcome Futex(const Request &request);

      private:
	/* Puts the result into the program; `fds` are as it named them, with revents. */
	using Store = std::function<Outcome(long ret, const std::vector<struct pollfd> &fds)>;

	Outcome PollAll(const Request &request, std::vector<struct pollfd> fds,
			const struct timespec *timeout, Store store);
	Outcome PollMixed(const Request &request, std::vector<struct pollfd> fds,
			  std::vector<struct pollfd> inside, const struct timespec *timeout,
			  Store store);
	Outcome Sleep(const Request &request, const struct timespec &time, uint64_t remaining);

	Process &process_;
	Placeholders &placeholders_;
	Clocks &clocks_;
	const Outside &outside_;
	int epoll_;
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_POLL_H */
