/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exec_placeholder.h - descriptors of the program that stand for something in the instance.
 *
 * A placeholder is a real open file of the host, so that dup, fork, exec, close-on-exec and
 * descriptor passing work on it natively. It is told from others by the name that
 * /proc/PID/fd/N shows:
 *
 *	socket, tun	one end of a socket pair: "socket:[inode]". When the program's last copy
 *			is closed, the other end hangs up, and the instance's is closed too.
 *	file		a memfd with the content at the time of open(2): "/memfd:ktest.N (deleted)".
 *			Reading needs no supervision; the instance has it open only during a write.
 *	folder		an empty folder that is removed at once: "/tmp/ktest-exec.XXXXXX/N
 *(deleted)"
 */
#ifndef KTEST_EXEC_PLACEHOLDER_H
#define KTEST_EXEC_PLACEHOLDER_H

#include "exec_child.h"
#include "exec_fd.h"

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace ktest::exec
{

struct FilePlaceholder {
	std::string path; /* in the instance */
	int flags;	  /* of open(2) */
};

struct FolderPlaceholder {
	std::string path;
	bool listed = false;
	std::vector<std::string> entries; /* struct linux_dirent64 */
	size_t next = 0;
};

/* What a descriptor is. At most one member is set; none: something of the host. */
struct Target {
	int number = -1; /* descriptor of the instance */
	FilePlaceholder *file = nullptr;
	FolderPlaceholder *folder = nullptr;
	bool host_socket = false;
};

class Placeholders
{
      public:
	/* Adds the ends of socket pairs to `epoll`, for hang-ups, with kHangup set in the data. */
	explicit Placeholders(int epoll) : epoll_(epoll)
	{
	}
	~Placeholders();

	Placeholders(const Placeholders &) = delete;
	Placeholders &operator=(const Placeholders &) = delete;

	static constexpr uint64_t kHangup = uint64_t(1) << 63;

	/* Descriptors to give to the program; without a value if the host has none left. */
	Fd AddStream(int number, bool nonblocking);
	Fd AddFile(const std::string &path, int flags, const std::string &content);
	Fd AddFolder(const std::string &path);

	/* False: no program can have one, Find() need not be called. */
	bool Any() const
	{
		return !streams_.empty() || !files_.empty() || !folders_.empty();
	}

	Target Find(const Child &child, int fd);

	/* The same for the name that /proc shows. */
	Target FindName(const std::string &name);

	/* Descriptor of the instance whose placeholder is closed; -1 if that is known already. */
	int Hangup(uint64_t data);

      private:
	struct Stream {
		int number;
		Fd end;
	};

	bool MakeBase();

	int epoll_;
	uint64_t last_ = 0;
	std::string base_;
	std::unordered_map<uint64_t, Stream> streams_; /* by inode */
	std::map<uint64_t, FilePlaceholder> files_;
	std::map<uint64_t, FolderPlaceholder> folders_;
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_PLACEHOLDER_H */
