/* SPDX-License-Identifier: GPL-2.0 */
/* exec_message.h - copies of what a program sends and receives. */
#ifndef KTEST_EXEC_MESSAGE_H
#define KTEST_EXEC_MESSAGE_H

#include "exec_request.h"

#include <memory>
#include <sys/socket.h>
#include <sys/uio.h>
#include <vector>

namespace ktest::exec
{

/* Longer transfers are cut short, which streams may do; no message is that long. */
constexpr size_t kMaxTransfer = 8 << 20;

using SharedBytes = std::shared_ptr<char[]>;

/* Memory that is not cleared first. */
SharedBytes MakeBytes(size_t bytes);

/* The buffers of a scattered transfer, in the program. */
class Vector
{
      public:
	/* 0, -EFAULT, -EMSGSIZE (which is -EINVAL for readv and writev) */
	long Load(const Child &child, uint64_t address, size_t count);

	size_t Bytes() const
	{
		return bytes_;
	}

	/* False: EFAULT. */
	bool Gather(const Child &child, char *to) const;
	bool Scatter(const Child &child, const char *from, size_t bytes) const;

      private:
	std::vector<struct iovec> parts_;
	size_t bytes_ = 0;
};

/* A socket address that the instance fills in. */
struct SocketName {
	struct sockaddr_storage address = {};
	socklen_t bytes = sizeof(address);
	socklen_t room = 0; /* in the program */

	/* To the places that a call names; both are optional. */
	bool Put(const Child &child, uint64_t to, uint64_t length) const;
};

/* struct msghdr of the program, and the same for the instance. */
struct Message {
	struct msghdr theirs = {}, ours = {};
	struct iovec part = {};
	struct sockaddr_storage name = {};
	Vector vector;
	SharedBytes data, control;

	/* From a struct msghdr in the program. 0 or -errno. */
	long Load(const Child &child, uint64_t address, bool sending);

	/*
	 * Back to it, after a reception of `bytes` bytes, which may be more than there was room
	 * for. False: EFAULT.
	 */
	bool Store(const Child &child, uint64_t address, size_t bytes);
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_MESSAGE_H */
