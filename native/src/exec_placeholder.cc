// SPDX-License-Identifier: GPL-2.0
#include "exec_placeholder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8u /* Linux 6.3 */
#endif

namespace ktest::exec
{
namespace
{

constexpr char kMemfd[] = "ktest.";
constexpr char kMemfdLink[] = "/memfd:ktest.";
constexpr char kSocketLink[] = "socket:[";

bool StartsWith(const std::string &text, const char *start)
{
	return text.compare(0, strlen(start), start) == 0;
}

uint64_t NumberAt(const std::string &text, size_t at)
{
	return strtoull(text.c_str() + at, nullptr, 10);
}

/* sysctl vm.memfd_noexec can demand the flag; older kernels do not know it. */
Fd MakeMemfd(const std::string &name)
{
	Fd fd(memfd_create(name.c_str(), MFD_CLOEXEC | MFD_NOEXEC_SEAL));

	if (!fd && errno == EINVAL)
		fd = Fd(memfd_create(name.c_str(), MFD_CLOEXEC));
	return fd;
}

bool WriteAll(int fd, const std::string &content)
{
	for (size_t done = 0; done < content.size();) {
		ssize_t bytes = write(fd, content.data() + done, content.size() - done);

		if (bytes <= 0)
			return false;
		done += size_t(bytes);
	}
	return true;
}

} // namespace

Placeholders::~Placeholders()
{
	if (!base_.empty())
		rmdir(base_.c_str());
}

Fd Placeholders::AddStream(int number, bool nonblocking)
{
	struct epoll_event event = {};
	struct stat stat;
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | (nonblocking ? SOCK_NONBLOCK : 0), 0,
		       fds))
		return Fd();
	Fd ours(fds[0]), theirs(fds[1]);
	if (fstat(theirs.Get(), &stat))
		return Fd();
	event.data.u64 = kHangup | stat.st_ino; // a hang-up is always reported
	if (epoll_ctl(epoll_, EPOLL_CTL_ADD, ours.Get(), &event))
		return Fd();
	streams_[stat.st_ino] = {number, std::move(ours)};
	return theirs;
}

Fd Placeholders::AddFile(const std::string &path, int flags, const std::string &content)
{
	uint64_t number = ++last_;
	Fd memory = MakeMemfd(kMemfd + std::to_string(number));

	if (!memory || !WriteAll(memory.Get(), content))
		return Fd();
	// Anew, for position 0 and for exactly the access that was asked for.
	std::string name = "/proc/self/fd/" + std::to_string(memory.Get());
	Fd file(open(name.c_str(), (flags & (O_ACCMODE | O_APPEND | O_NONBLOCK)) | O_CLOEXEC));
	if (file)
		files_[number] = {path, flags};
	return file;
}

bool Placeholders::MakeBase()
{
	if (!base_.empty())
		return true;
	const char *folder = getenv("TMPDIR");
	std::string base = std::string(folder && *folder ? folder : "/tmp") + "/ktest-exec.XXXXXX";
	if (!mkdtemp(base.data()))
		return false;
	char *real = realpath(base.c_str(), nullptr); // as /proc will show it
	base_ = real ? real : base;
	free(real);
	return true;
}

Fd Placeholders::AddFolder(const std::string &path)
{
	if (!MakeBase())
		return Fd();
	uint64_t number = ++last_;
	std::string name = base_ + "/" + std::to_string(number);
	if (mkdir(name.c_str(), 0555))
		return Fd();
	Fd folder(open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	rmdir(name.c_str());
	if (folder)
		folders_[number].path = path;
	return folder;
}

Target Placeholders::FindName(const std::string &name)
{
	Target target;

	if (StartsWith(name, kSocketLink)) {
		auto stream = streams_.find(NumberAt(name, strlen(kSocketLink)));

		if (stream == streams_.end())
			target.host_socket = true;
		else
			target.number = stream->second.number;
	} else if (StartsWith(name, kMemfdLink)) {
		auto file = files_.find(NumberAt(name, strlen(kMemfdLink)));

		if (file != files_.end())
			target.file = &file->second;
	} else if (!base_.empty() && StartsWith(name, base_.c_str())) {
		auto folder = folders_.find(NumberAt(name, base_.size() + 1));

		if (folder != folders_.end())
			target.folder = &folder->second;
	}
	return target;
}

Target Placeholders::Find(const Child &child, int fd)
{
	return Any() ? FindName(child.Link(fd)) : Target();
}

int Placeholders::Hangup(uint64_t data)
{
	auto stream = streams_.find(data & ~kHangup);

	if (stream == streams_.end())
		return -1;
	int number = stream->second.number;
	streams_.erase(stream);
	return number;
}

} // namespace ktest::exec
