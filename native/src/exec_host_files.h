/* SPDX-License-Identifier: GPL-2.0 */
/* exec_host_files.h - the files of the host that a command uses. */
#ifndef KTEST_EXEC_HOST_FILES_H
#define KTEST_EXEC_HOST_FILES_H

#include "exec.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace ktest::exec
{

class HostFiles
{
      public:
	/* Locks `writers_lock`, unless it is empty, before a file is changed that others may use. */
	explicit HostFiles(std::string writers_lock);

	/* Called before it happens. */
	void Opened(const std::string &path, bool written);
	void LookedAt(const std::string &path)
	{
		Add({path, false, false});
	}

	/* Of a script also its interpreter. */
	void Executed(const std::string &path);

	std::vector<HostFile> Take()
	{
		return std::move(files_);
	}

      private:
	void Add(const HostFile &file);
	bool IsShared(const std::string &path) const;

	std::string writers_lock_;
	std::string own_; /* in names of files of this process alone */
	std::vector<HostFile> files_;
	std::unordered_map<std::string, size_t> index_;
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_HOST_FILES_H */
