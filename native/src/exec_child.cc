// SPDX-License-Identifier: GPL-2.0
#include "exec_child.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>

namespace ktest::exec
{
namespace
{

constexpr size_t kPage = 4096;

std::string ReadLink(const char *path)
{
	char text[PATH_MAX];
	ssize_t bytes = readlink(path, text, sizeof(text));

	return bytes < 0 ? std::string() : std::string(text, size_t(bytes));
}

/* The number after `name` in a small file of /proc; -1 if there is none. */
int64_t Field(const char *path, const char *name)
{
	char text[4096];
	Fd file(open(path, O_RDONLY | O_CLOEXEC));
	ssize_t bytes = file ? read(file.Get(), text, sizeof(text) - 1) : -1;

	if (bytes <= 0)
		return -1;
	text[bytes] = 0;
	const char *at = strstr(text, name);
	return at ? strtoll(at + strlen(name), nullptr, 10) : -1;
}

} // namespace

bool Child::Read(uint64_t address, void *to, size_t bytes) const
{
	struct iovec local = {to, bytes}, remote = {reinterpret_cast<void *>(address), bytes};

	return bytes == 0 || process_vm_readv(tid_, &local, 1, &remote, 1, 0) == ssize_t(bytes);
}

bool Child::Write(uint64_t address, const void *from, size_t bytes) const
{
	struct iovec local = {const_cast<void *>(from), bytes};
	struct iovec remote = {reinterpret_cast<void *>(address), bytes};

	return bytes == 0 || process_vm_writev(tid_, &local, 1, &remote, 1, 0) == ssize_t(bytes);
}

size_t Child::ReadSome(uint64_t address, void *to, size_t bytes) const
{
	size_t done = 0;

	// A transfer can stop early only between two elements of the remote vector.
	while (done < bytes) {
		size_t part = std::min(bytes - done, kPage - (address + done) % kPage);

		if (!Read(address + done, static_cast<char *>(to) + done, part))
			break;
		done += part;
	}
	return done;
}

int Child::ReadString(uint64_t address, std::string *text) const
{
	char part[256];

	text->clear();
	while (text->size() < PATH_MAX) {
		uint64_t at = address + text->size();
		size_t bytes = std::min(sizeof(part), kPage - at % kPage);

		if (!Read(at, part, bytes))
			return -EFAULT;
		size_t length = strnlen(part, bytes);
		text->append(part, length);
		if (length < bytes)
			return 0;
	}
	return -ENAMETOOLONG;
}

bool Child::Patch(uint64_t address, const void *from, size_t bytes) const
{
	std::string path = "/proc/" + std::to_string(tid_) + "/mem";
	Fd memory(open(path.c_str(), O_RDWR | O_CLOEXEC));

	return memory && pwrite(memory.Get(), from, bytes, off_t(address)) == ssize_t(bytes);
}

size_t Child::AuxiliaryVector(void *to, size_t bytes) const
{
	std::string path = "/proc/" + std::to_string(tid_) + "/auxv";
	Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
	ssize_t done = file ? read(file.Get(), to, bytes) : 0;

	return size_t(std::max<ssize_t>(done, 0));
}

std::string Child::File(const std::string &name) const
{
	std::string path = "/proc/" + std::to_string(tid_) + "/" + name;
	char text[4096];
	Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
	ssize_t bytes = file ? read(file.Get(), text, sizeof(text)) : -1;

	return bytes > 0 ? std::string(text, size_t(bytes)) : std::string();
}

std::vector<int> Child::Watched(int epoll) const
{
	constexpr char kLine[] = "\ntfd:";
	std::string info = File("fdinfo/" + std::to_string(epoll));
	std::vector<int> fds;

	for (size_t at = info.find(kLine); at != std::string::npos; at = info.find(kLine, at + 1))
		fds.push_back(atoi(info.c_str() + at + strlen(kLine)));
	return fds;
}

std::string Child::ProcPath(int fd) const
{
	return "/proc/" + std::to_string(tid_) + "/fd/" + std::to_string(fd);
}

std::string Child::Link(int fd) const
{
	char path[48];

	if (fd < 0)
		return {};
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", tid_, fd);
	return ReadLink(path);
}

std::string Child::Cwd() const
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/cwd", tid_);
	return ReadLink(path);
}

int64_t Child::Position(int fd) const
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", tid_, fd);
	return Field(path, "pos:");
}

Fd Child::Duplicate(int fd) const
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/status", tid_);
	Fd leader(int(syscall(SYS_pidfd_open, pid_t(Field(path, "\nTgid:")), 0)));
	return leader ? Fd(int(syscall(SYS_pidfd_getfd, leader.Get(), fd, 0))) : Fd();
}

} // namespace ktest::exec
