/* SPDX-License-Identifier: GPL-2.0 */
/* exec_ioctl.h - ioctl(2) on sockets, which is also how old programs set up net_devices. */
#ifndef KTEST_EXEC_IOCTL_H
#define KTEST_EXEC_IOCTL_H

#include "exec_placeholder.h"
#include "exec_process.h"

namespace ktest::exec
{

class Ioctl
{
      public:
	Ioctl(Process &process, Placeholders &placeholders)
	    : process_(process), placeholders_(placeholders)
	{
	}

	Outcome Handle(const Request &request);

      private:
	long Device();
	Outcome Forward(const Request &request, long number);
	Outcome Interfaces(const Request &request, long number);

	Process &process_;
	Placeholders &placeholders_;
	long device_ = -1; /* socket of the instance for commands on sockets of the host */
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_IOCTL_H */
