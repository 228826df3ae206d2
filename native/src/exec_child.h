/* SPDX-License-Identifier: GPL-2.0 */
/* exec_child.h - memory and descriptors of a thread that waits in a system call. */
#ifndef KTEST_EXEC_CHILD_H
#define KTEST_EXEC_CHILD_H

#include "exec_fd.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ktest::exec
{

/* The address in a program that a pointer in a structure of its own holds. */
inline uint64_t RemoteAddress(const void *p)
{
	return reinterpret_cast<uint64_t>(p);
}

class Child
{
      public:
	explicit Child(pid_t tid) : tid_(tid)
	{
	}

	pid_t Tid() const
	{
		return tid_;
	}

	/* Copies from and to its memory; false: it cannot all be accessed. */
	bool Read(uint64_t address, void *to, size_t bytes) const;
	bool Write(uint64_t address, const void *from, size_t bytes) const;

	/* Copies what is there, up to the first page that cannot be read. */
	size_t ReadSome(uint64_t address, void *to, size_t bytes) const;

	/* A path. 0, -EFAULT, -ENAMETOOLONG. */
	int ReadString(uint64_t address, std::string *text) const;

	template <typename T> bool Get(uint64_t address, T *value) const
	{
		return Read(address, value, sizeof(T));
	}
	template <typename T> bool Put(uint64_t address, const T &value) const
	{
		return Write(address, &value, sizeof(T));
	}

	/* Writes where the program itself may not: its code. */
	bool Patch(uint64_t address, const void *from, size_t bytes) const;

	/* Up to `bytes` of what the kernel told the program when it began; how many there are. */
	size_t AuxiliaryVector(void *to, size_t bytes) const;

	/* A small file of its folder in /proc. */
	std::string File(const std::string &name) const;

	/* What an epoll descriptor watches. */
	std::vector<int> Watched(int epoll) const;

	/* What /proc says that the descriptor is; empty if it is not open. */
	std::string Link(int fd) const;

	/* Working directory. */
	std::string Cwd() const;

	/* File position, or -1. */
	int64_t Position(int fd) const;

	/* A descriptor of this process for the same open file (pidfd_getfd(2)). */
	Fd Duplicate(int fd) const;

	/* Path by which this process can open the file anew. */
	std::string ProcPath(int fd) const;

      private:
	pid_t tid_;
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_CHILD_H */
