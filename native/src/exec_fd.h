/* SPDX-License-Identifier: GPL-2.0 */
/* exec_fd.h - a descriptor of this process that is closed with its owner. */
#ifndef KTEST_EXEC_FD_H
#define KTEST_EXEC_FD_H

#include <unistd.h>
#include <utility>

namespace ktest::exec
{

class Fd
{
      public:
	Fd() = default;
	explicit Fd(int fd) : fd_(fd)
	{
	}
	Fd(Fd &&other) noexcept : fd_(std::exchange(other.fd_, -1))
	{
	}
	Fd &operator=(Fd &&other) noexcept
	{
		std::swap(fd_, other.fd_);
		return *this;
	}
	~Fd()
	{
		Close();
	}

	int Get() const
	{
		return fd_;
	}
	explicit operator bool() const
	{
		return fd_ >= 0;
	}
	void Close()
	{
		if (fd_ >= 0)
			close(fd_);
		fd_ = -1;
	}

      private:
	int fd_ = -1;
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_FD_H */
