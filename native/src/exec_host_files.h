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
	void Opened(const std::string &path, bool written)
	{
		Add({path, written, true});
	}
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

	std::vector<HostFile> files_;
	std::unordered_map<std::string, size_t> index_;
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_HOST_FILES_H */
