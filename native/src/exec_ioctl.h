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
	static constexpr size_t kArgument = 4096;    // of which only the address is known
	static constexpr size_t kNested = 64 << 10;  // struct ethtool_* with their data
	static constexpr uint64_t kSmall = 64 << 10; // mmap_min_addr: below, it is no pointer

	/* Commands whose struct ifreq points to more (ifr_data). */
	static bool HasData(unsigned command);
	/* SIOCADDRT, SIOCDELRT of AF_INET: struct rtentry names its device by a pointer. */
	static bool IsRoute(unsigned command);

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
