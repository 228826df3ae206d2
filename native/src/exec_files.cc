// SPDX-License-Identifier: GPL-2.0
#include "exec_files.h"

#include "exec_accidents.h"
#include "exec_nr.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <linux/openat2.h>
#include <memory>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

namespace ktest::exec
{
namespace
{

bool Writes(int flags)
{
	return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
}

struct stat ToStat(const struct statx &from)
{
	struct stat to = {};

	to.st_dev = makedev(from.stx_dev_major, from.stx_dev_minor);
	to.st_ino = from.stx_ino;
	to.st_nlink = from.stx_nlink;
	to.st_mode = from.stx_mode;
	to.st_uid = from.stx_uid;
	to.st_gid = from.stx_gid;
	to.st_rdev = makedev(from.stx_rdev_major, from.stx_rdev_minor);
	to.st_size = off_t(from.stx_size);
	to.st_blksize = from.stx_blksize;
	to.st_blocks = blkcnt_t(from.stx_blocks);
	to.st_atim = {from.stx_atime.tv_sec, from.stx_atime.tv_nsec};
	to.st_mtim = {from.stx_mtime.tv_sec, from.stx_mtime.tv_nsec};
	to.st_ctim = {from.stx_ctime.tv_sec, from.stx_ctime.tv_nsec};
	return to;
}

/* As Normalise(), but ".." leads where the links before it do. */
std::string Simplify(const std::string &path)
{
	size_t up = (path + "/").rfind("/../");

	if (up == std::string::npos)
		return Normalise(path);
	std::unique_ptr<char, decltype(&free)> real(
		realpath(path.substr(0, up + 3).c_str(), nullptr), free);
	return Normalise(real ? real.get() + path.substr(std::min(up + 3, path.size())) : path);
}

template <typename T> Outcome PutResult(const Request &request, uint64_t to, const T &value)
{
	return Return(request.child.Put(to, value) ? 0 : -EFAULT);
}

} // namespace

/* ---- whose is it? -------------------------------------------------------------------------- */

/* False: `dirfd` is not a folder. */
bool Files::Absolute(const Request &request, int dirfd, const std::string &path,
		     std::string *absolute)
{
	if (!path.empty() && path[0] == '/') {
		*absolute = Simplify(path);
		return true;
	}
	std::string base = dirfd == AT_FDCWD ? request.child.Cwd() : request.child.Link(dirfd);
	Target target = placeholders_.FindName(base);
	if (target.folder)
		base = target.folder->path;
	if (base.empty() || base[0] != '/' || target.file)
		return false;
	*absolute = Simplify(base + "/" + path);
	return true;
}

/* False: `otherwise` is the outcome of the request. */
bool Files::Find(const Request &request, int dirfd, uint64_t path, bool follow, Location *location,
		 Outcome *otherwise, bool writing)
{
	std::string text, absolute;
	int err = request.child.ReadString(path, &text);

	*otherwise = err ? Return(err) : Continue(); // the host knows the right errno
	if (err || text.empty() || !Absolute(request, dirfd, text, &absolute))
		return false;
	*location = Locate(absolute, request.child.Tid(), follow, writing);
	return true;
}

bool Files::MayConnect(const Request &request, const std::string &path)
{
	std::string absolute;

	if (!Absolute(request, AT_FDCWD, path, &absolute))
		return true;
	char *real = realpath(absolute.c_str(), nullptr);
	if (real)
		absolute = real;
	free(real);
	if (absolute.compare(0, 5, "/run/") == 0 && absolute.compare(0, 10, "/run/user/") != 0)
		return false;
	host_.Opened(absolute, true); // nobody knows what is said there
	return true;
}

/* ---- open ---------------------------------------------------------------------------------- */

Outcome Files::OpenInstance(const Request &request, const Location &location, int flags, long mode)
{
	const std::string &path = location.path;
	bool close_on_exec = flags & O_CLOEXEC;
	struct statx stat = {};
	std::string content;
	Fd placeholder;

	flags &= ~(O_CLOEXEC | O_PATH);
	long fd = process_.Call(nr::kOpenat, {AT_FDCWD, Address(path.c_str()), flags, mode});
	if (fd == -ENOENT && location.owner == Owner::kShared && !Writes(flags)) {
		host_.Opened(path, false);
		return Continue();
	}
	if (fd < 0)
		return Return(fd);
	long err = process_.Call(
		nr::kStatx, {fd, Address(""), AT_EMPTY_PATH, STATX_BASIC_STATS, Address(&stat)});
	if (S_ISCHR(stat.stx_mode)) { // has a state of its own: stays open
		placeholder = placeholders_.AddStream(int(fd), flags & O_NONBLOCK);
		if (placeholder)
			return ReturnFd(std::move(placeholder), close_on_exec);
	} else if (S_ISDIR(stat.stx_mode)) {
		placeholder = placeholders_.AddFolder(path);
	} else if (!err) {
		// An error of read(2) is reported by open(2): programs print the same message.
		if ((flags & O_ACCMODE) != O_WRONLY)
			err = ReadAll(fd, &content);
		if (!err)
			placeholder = placeholders_.AddFile(path, flags, content);
	}
	process_.Call(nr::kClose, {fd});
	if (err)
		return Return(err);
	return placeholder ? ReturnFd(std::move(placeholder), close_on_exec) : Return(-ENFILE);
}

Outcome Files::Open(const Request &request, int dirfd, uint64_t path, int flags, long mode)
{
	bool follow = !(flags & O_NOFOLLOW) && (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL);
	Location location;
	Outcome otherwise;

	if (!Find(request, dirfd, path, follow, &location, &otherwise, Writes(flags)))
		return otherwise;
	switch (location.owner) {
	case Owner::kForbidden:
		return Return(-EACCES);
	case Owner::kInstance:
	case Owner::kShared:
		return OpenInstance(request, location, flags, mode);
	case Owner::kHostReadOnly:
		if (Writes(flags))
			return Return(-EROFS);
		break;
	case Owner::kHost:
		break;
	}
	host_.Opened(location.path, Writes(flags));
	return Continue();
}

Outcome Files::OpenHow(const Request &request)
{
	struct open_how how;

	if (!request.child.Get(request.arg[2], &how))
		return Return(-EFAULT);
	return Open(request, request.Int(0), request.arg[1], int(how.flags), long(how.mode));
}

/* ---- stat, access, readlink ----------------------------------------------------------------- */

long Files::StatInstance(const std::string &path, int flags, unsigned mask, struct statx *stat)
{
	long ret = process_.Call(nr::kStatx,
				 {AT_FDCWD, Address(path.c_str()), flags, mask, Address(stat)});

	if (ret < 0)
		return ret;
	ForgetAccidents(stat);
	stat->stx_ino = InodeOf(path);
	return ret;
}

/* Whether the host answers for a path that it and the instance share. */
static bool HostHasIt(const Location &location, long ret)
{
	return location.owner == Owner::kShared && ret == -ENOENT;
}

static bool IsInstance(const Location &location)
{
	return location.owner == Owner::kInstance || location.owner == Owner::kShared;
}

/* The host says what there is to say of its file. */
Outcome Files::LookAt(const Location &location)
{
	host_.LookedAt(location.path);
	return Continue();
}

Outcome Files::ChangeFolder(const Request &request)
{
	Location location;
	Outcome otherwise;

	if (!Find(request, AT_FDCWD, request.arg[0], true, &location, &otherwise))
		return otherwise;
	return LookAt(location);
}

/* With AT_EMPTY_PATH: whether the call is about the descriptor, and that is a placeholder. */
bool Files::OwnsFd(const Request &request, int fd, uint64_t path, Target *target)
{
	char first = 0;

	if (!placeholders_.Any() || (path && (!request.child.Get(path, &first) || first)))
		return false;
	*target = placeholders_.Find(request.child, fd);
	return target->file || target->folder;
}

Outcome Files::StatTarget(const Request &request, const Target &target, uint64_t to)
{
	const std::string &path = target.file ? target.file->path : target.folder->path;
	struct statx stat = {};
	long ret = StatInstance(path, 0, STATX_BASIC_STATS, &stat);

	return ret < 0 ? Return(ret) : PutResult(request, to, ToStat(stat));
}

Outcome Files::Fstat(const Request &request, int fd, uint64_t to)
{
	Target target = placeholders_.Find(request.child, fd);

	return target.file || target.folder ? StatTarget(request, target, to) : Continue();
}

Outcome Files::Stat(const Request &request, int dirfd, uint64_t path, uint64_t to, int flags)
{
	Location location;
	Outcome otherwise;
	Target target;
	struct statx stat = {};

	if (flags & AT_EMPTY_PATH && OwnsFd(request, dirfd, path, &target))
		return StatTarget(request, target, to);
	if (!path ||
	    !Find(request, dirfd, path, !(flags & AT_SYMLINK_NOFOLLOW), &location, &otherwise))
		return path ? std::move(otherwise) : Continue();
	if (!IsInstance(location))
		return LookAt(location);
	long ret = StatInstance(location.path, flags, STATX_BASIC_STATS, &stat);
	if (HostHasIt(location, ret))
		return LookAt(location);
	return ret < 0 ? Return(ret) : PutResult(request, to, ToStat(stat));
}

Outcome Files::Statx(const Request &request)
{
	int dirfd = request.Int(0), flags = request.Int(2);
	unsigned mask = unsigned(request.arg[3]);
	uint64_t path = request.arg[1], to = request.arg[4];
	Location location;
	Outcome otherwise;
	Target target;
	struct statx stat = {};

	if (flags & AT_EMPTY_PATH && OwnsFd(request, dirfd, path, &target))
		location = {Owner::kInstance,
			    target.file ? target.file->path : target.folder->path};
	else if (!path ||
		 !Find(request, dirfd, path, !(flags & AT_SYMLINK_NOFOLLOW), &location, &otherwise))
		return path ? std::move(otherwise) : Continue();
	if (!IsInstance(location))
		return LookAt(location);
	long ret = StatInstance(location.path, flags & ~AT_EMPTY_PATH, mask, &stat);
	if (HostHasIt(location, ret))
		return LookAt(location);
	return ret < 0 ? Return(ret) : PutResult(request, to, stat);
}

Outcome Files::Access(const Request &request, int dirfd, uint64_t path, int mode, int flags)
{
	Location location;
	Outcome otherwise;

	if (!Find(request, dirfd, path, !(flags & AT_SYMLINK_NOFOLLOW), &location, &otherwise))
		return otherwise;
	if (location.owner == Owner::kHostReadOnly && (mode & W_OK))
		return Return(-EROFS);
	if (!IsInstance(location))
		return LookAt(location);
	long ret = process_.Call(nr::kFaccessat, {AT_FDCWD, Address(location.path.c_str()), mode});
	return HostHasIt(location, ret) && !(mode & W_OK) ? LookAt(location) : Return(ret);
}

Outcome Files::Readlink(const Request &request, int dirfd, uint64_t path, uint64_t to, size_t bytes)
{
	Location location;
	Outcome otherwise;
	char target[PATH_MAX];

	if (!Find(request, dirfd, path, false, &location, &otherwise))
		return otherwise;
	if (!IsInstance(location))
		return LookAt(location);
	bytes = std::min(bytes, sizeof(target));
	long ret = process_.Call(nr::kReadlinkat, {AT_FDCWD, Address(location.path.c_str()),
						   Address(target), long(bytes)});
	if (HostHasIt(location, ret))
		return LookAt(location);
	if (ret > 0 && !request.child.Write(to, target, size_t(ret)))
		return Return(-EFAULT);
	return Return(ret);
}

Outcome Files::ExtendedAttributes(const Request &request, long none)
{
	bool follow = request.nr == SYS_getxattr || request.nr == SYS_listxattr;
	Location location;
	Outcome otherwise;

	if (!Find(request, AT_FDCWD, request.arg[0], follow, &location, &otherwise))
		return otherwise;
	return location.owner == Owner::kInstance ? Return(none) : LookAt(location);
}

/* ---- calls that are recorded ---------------------------------------------------------------- */

Outcome Files::Execute(const Request &request, int dirfd, uint64_t path)
{
	Location location;
	Outcome otherwise;

	if (!Find(request, dirfd, path, true, &location, &otherwise))
		return otherwise;
	if (IsInstance(location))
		return Return(-EACCES);
	host_.Executed(location.path);
	return Continue();
}

Outcome Files::ChangeName(const Request &request, int dirfd, uint64_t path)
{
	Location location;
	Outcome otherwise;

	if (!Find(request, dirfd, path, false, &location, &otherwise))
		return otherwise;
	switch (location.owner) {
	case Owner::kInstance:
	case Owner::kShared:
		return Return(-EPERM);
	case Owner::kForbidden:
		return Return(-EACCES);
	case Owner::kHostReadOnly:
		return Return(-EROFS);
	case Owner::kHost:
		break;
	}
	host_.Opened(location.path, true);
	return Continue();
}

Outcome Files::Truncate(const Request &request)
{
	Location location;
	Outcome otherwise;
	struct statx stat = {};

	if (!Find(request, AT_FDCWD, request.arg[0], true, &location, &otherwise))
		return otherwise;
	if (IsInstance(location)) // no effect, as on procfs
		return Return(StatInstance(location.path, 0, STATX_MODE, &stat));
	if (location.owner == Owner::kHostReadOnly)
		return Return(-EROFS);
	host_.Opened(location.path, true);
	return Continue();
}

} // namespace ktest::exec
