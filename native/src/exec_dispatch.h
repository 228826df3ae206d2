/* SPDX-License-Identifier: GPL-2.0 */
/* exec_dispatch.h - the number of a call -> its handler. */
#ifndef KTEST_EXEC_DISPATCH_H
#define KTEST_EXEC_DISPATCH_H

#include "exec_clock.h"
#include "exec_epoll.h"
#include "exec_files.h"
#include "exec_ioctl.h"
#include "exec_poll.h"
#include "exec_sockets.h"

namespace ktest::exec
{

struct Handlers {
	Files files;
	Sockets sockets;
	Ioctl ioctl;
	Clocks clocks;
	Waiting waiting;
	Epoll epoll;

	Handlers(Process &process, Placeholders &placeholders, HostFiles &host,
		 const Outside &outside, int epoll)
	    : files(process, placeholders, host), sockets(process, placeholders, files),
	      ioctl(process, placeholders), clocks(process),
	      waiting(process, placeholders, clocks, outside, epoll),
	      epoll(process, placeholders, outside, epoll)
	{
	}
};

/* What becomes of a request that the filter has handed over. */
Outcome Dispatch(Handlers &handlers, const Request &request);

} // namespace ktest::exec

#endif /* KTEST_EXEC_DISPATCH_H */
