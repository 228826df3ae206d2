/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exec_epoll.h - epoll descriptors that watch sockets of the instance.
 *
 * The program's epoll descriptor is the host's. Once a socket of the instance is added, it has
 * a twin in the instance that holds these; waiting asks both.
 */
#ifndef KTEST_EXEC_EPOLL_H
#define KTEST_EXEC_EPOLL_H

#include "exec_outside.h"
#include "exec_placeholder.h"
#include "exec_process.h"

#include <ctime>
#include <list>

namespace ktest::exec
{

class Epoll
{
      public:
	/* `epoll`: of the supervisor. */
	Epoll(Process &process, Placeholders &placeholders, const Outside &outside, int epoll)
	    : process_(process), placeholders_(placeholders), outside_(outside), epoll_(epoll)
	{
	}

	Outcome Control(const Request &request);
	/* epoll_wait, epoll_pwait */
	Outcome WaitMs(const Request &request);
	/* epoll_pwait2 */
	Outcome WaitTime(const Request &request);

      private:
	struct Twin {
		Fd host;
		long number; /* in the instance */
	};

	Twin *Find(const Request &request);
	Twin *Make(const Request &request);
	Outcome Wait(const Request &request, const struct timespec *timeout);

	Process &process_;
	Placeholders &placeholders_;
	const Outside &outside_;
	int epoll_;
	std::list<Twin> twins_;
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_EPOLL_H */
