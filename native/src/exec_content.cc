// SPDX-License-Identifier: GPL-2.0
/* exec_content.cc - the part of Files that deals with content: of files and folders. */
#include "exec_files.h"
#include "exec_accidents.h"
#include "exec_nr.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/syscall.h>

namespace ktest::exec
{
namespace
{

constexpr size_t kMaxContent = 64 << 20;

} // namespace

long Files::ReadAll(long fd, std::string *content)
{
	std::vector<char> buffer(64 << 10);
	long bytes;

	while ((bytes = process_.Call(nr::kRead,
				      {fd, Address(buffer.data()), long(buffer.size())})) > 0) {
		content->append(buffer.data(), size_t(bytes));
		if (content->size() > kMaxContent)
			return -EFBIG;
	}
	return bytes;
}

/* offset: of pwrite(2), or -1 for that of the file. */
Outcome Files::Write(const Request &request, FilePlaceholder &file, const std::string &data,
		     int64_t offset)
{
	int flags = file.flags & (O_ACCMODE | O_APPEND);
	int64_t at = offset >= 0 ? offset : request.child.Position(request.Int(0));

	if ((flags & O_ACCMODE) == O_RDONLY)
		return Return(-EBADF);
	long fd = process_.Call(nr::kOpenat, {AT_FDCWD, Address(file.path.c_str()), flags, 0});
	if (fd < 0)
		return Return(fd);
	if (at > 0)
		process_.Call(nr::kLseek, {fd, long(at), SEEK_SET});
	long ret = process_.Call(nr::kWrite, {fd, Address(data.data()), long(data.size())});
	process_.Call(nr::kClose, {fd});
	// The call then goes on to the memfd, for the sake of its file position.
	return ret == long(data.size()) && ret > 0 ? Continue() : Return(ret);
}

/* lseek(fd, offset, SEEK_SET), pread64 from 0: as on procfs, the start means a new content. */
Outcome Files::Rewind(const Request &request)
{
	int fd = request.Int(0);
	Target target = placeholders_.Find(request.child, fd);
	bool is_seek = request.arg[2] == SEEK_SET && request.nr != SYS_pread64;
	uint64_t offset = is_seek ? request.arg[1] : 0;

	if (target.folder && is_seek) {
		target.folder->next = offset;
		target.folder->listed = target.folder->listed && offset;
		return Return(long(offset));
	}
	if (!target.file || offset || (target.file->flags & O_ACCMODE) == O_WRONLY)
		return Continue();
	const std::string &path = target.file->path;
	long from = process_.Call(nr::kOpenat, {AT_FDCWD, Address(path.c_str()), O_RDONLY, 0});
	std::string content;
	if (from < 0)
		return Continue();
	Fd memory(open(request.child.ProcPath(fd).c_str(), O_WRONLY | O_CLOEXEC));
	if (memory && ReadAll(from, &content) == 0 && ftruncate(memory.Get(), 0) == 0 &&
	    pwrite(memory.Get(), content.data(), content.size(), 0) < 0)
		content.clear();
	process_.Call(nr::kClose, {from});
	return Continue();
}

long Files::ReadFolder(FolderPlaceholder *folder)
{
	std::vector<char> buffer(32 << 10);
	long bytes;
	long fd = process_.Call(
		nr::kOpenat, {AT_FDCWD, Address(folder->path.c_str()), O_RDONLY | O_DIRECTORY, 0});

	if (fd < 0)
		return fd;
	folder->entries.clear();
	while ((bytes = process_.Call(nr::kGetdents64,
				      {fd, Address(buffer.data()), long(buffer.size())})) > 0) {
		for (long at = 0; at < bytes;) {
			auto *entry = reinterpret_cast<Dirent *>(buffer.data() + at);

			at += entry->reclen;
			entry->off = int64_t(folder->entries.size()) + 1;
			entry->ino = InodeOf(folder->path + "/" + entry->name);
			folder->entries.emplace_back(reinterpret_cast<char *>(entry),
						     entry->reclen);
		}
	}
	process_.Call(nr::kClose, {fd});
	folder->listed = true;
	return bytes;
}

Outcome Files::List(const Request &request)
{
	FolderPlaceholder *folder = placeholders_.Find(request.child, request.Int(0)).folder;
	size_t room = size_t(unsigned(request.arg[2]));
	std::string result;

	if (!folder)
		return Continue();
	long err = folder->listed ? 0 : ReadFolder(folder);
	if (err < 0)
		return Return(err);
	const std::vector<std::string> &entries = folder->entries;
	for (; folder->next < entries.size(); folder->next++) {
		const std::string &entry = entries[folder->next];

		if (result.size() + entry.size() > room)
			break;
		result += entry;
	}
	if (result.empty() && folder->next < entries.size())
		return Return(-EINVAL);
	if (!request.child.Write(request.arg[1], result.data(), result.size()))
		return Return(-EFAULT);
	return Return(long(result.size()));
}

} // namespace ktest::exec
