// SPDX-License-Identifier: GPL-2.0
#include "exec_streams.h"

#include "error.h"

#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/socket.h>

namespace ktest::exec
{
namespace
{

constexpr const char *kNames[] = {"standard input", "standard output", "standard error"};

bool IsNetwork(int fd)
{
	int domain;
	socklen_t bytes = sizeof(domain);

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &bytes) == 0 && domain != AF_UNIX;
}

/* What the program would inherit besides its streams. */
void KeepNetworkBack()
{
	std::unique_ptr<DIR, int (*)(DIR *)> folder(opendir("/proc/self/fd"), closedir);

	while (struct dirent *entry = folder ? readdir(folder.get()) : nullptr) {
		int fd = atoi(entry->d_name);

		if (fd > 2 && IsNetwork(fd))
			fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
}

} // namespace

Streams::Streams()
{
	for (int fd = 0; fd < 3; fd++)
		if (IsNetwork(fd))
			throw Error("KTEST_EXEC",
				    std::string(kNames[fd]) +
					    " is a socket of the host's network, which programs "
					    "cannot be given: use a pipe");
	KeepNetworkBack();
	for (int fd = 0; fd < 3; fd++) {
		flags_[size_t(fd)] = fcntl(fd, F_GETFL);
		if (flags_[size_t(fd)] & O_NONBLOCK && flags_[size_t(fd)] >= 0)
			fcntl(fd, F_SETFL, flags_[size_t(fd)] & ~O_NONBLOCK);
	}
}

Streams::~Streams()
{
	for (int fd = 0; fd < 3; fd++)
		if (flags_[size_t(fd)] >= 0)
			fcntl(fd, F_SETFL, flags_[size_t(fd)]);
}

} // namespace ktest::exec
