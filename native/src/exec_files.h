/* SPDX-License-Identifier: GPL-2.0 */
/* exec_files.h - calls on paths, and on files and folders of the instance. */
#ifndef KTEST_EXEC_FILES_H
#define KTEST_EXEC_FILES_H

#include "exec_host_files.h"
#include "exec_path.h"
#include "exec_placeholder.h"
#include "exec_process.h"

#include <string>

struct statx;

namespace ktest::exec
{

class Files
{
public:
	Files(Process &process, Placeholders &placeholders, HostFiles &host)
	    : process_(process), placeholders_(placeholders), host_(host)
	{
	}

	/* `path`: an address in the program, as in the system calls. */
	Outcome Open(const Request &request, int dirfd, uint64_t path, int flags, long mode);
	Outcome OpenHow(const Request &request);
	Outcome Stat(const Request &request, int dirfd, uint64_t path, uint64_t to, int flags);
	Outcome Statx(const Request &request);
	Outcome Fstat(const Request &request, int fd, uint64_t to);
	Outcome Access(const Request &request, int dirfd, uint64_t path, int mode, int flags);
	Outcome Readlink(const Request &request, int dirfd, uint64_t path, uint64_t to,
			 size_t bytes);
	/* Files of the instance have none; ls -l asks. */
	Outcome ExtendedAttributes(const Request &request, long none);
	Outcome Execute(const Request &request, int dirfd, uint64_t path);
	Outcome ChangeFolder(const Request &request);
	/* unlink, mkdir, rename, chmod, ...: what creates, changes or removes a name. */
	Outcome ChangeName(const Request &request, int dirfd, uint64_t path);
	Outcome Truncate(const Request &request);

	/* Calls on a descriptor that is a FilePlaceholder or FolderPlaceholder. */
	Outcome Write(const Request &request, FilePlaceholder &file, const std::string &data,
		      int64_t offset);
	Outcome Rewind(const Request &request);
	Outcome List(const Request &request);

	/* False if an AF_UNIX address leads to a daemon of the system. */
	bool MayConnect(const Request &request, const std::string &path);

private:
	bool Find(const Request &request, int dirfd, uint64_t path, bool follow, Location *location,
		  Outcome *otherwise, bool writing = false);
	bool Absolute(const Request &request, int dirfd, const std::string &path,
		      std::string *absolute);
	Outcome OpenInstance(const Request &request, const Location &location, int flags,
			     long mode);
	long StatInstance(const std::string &path, int flags, unsigned mask, struct statx *stat);
	Outcome LookAt(const Location &location);
	Outcome StatTarget(const Request &request, const Target &target, uint64_t to);
	bool OwnsFd(const Request &request, int fd, uint64_t path, Target *target);
	long ReadAll(long fd, std::string *content);
	long ReadFolder(FolderPlaceholder *folder);

	Process &process_;
	Placeholders &placeholders_;
	HostFiles &host_;
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_FILES_H */
