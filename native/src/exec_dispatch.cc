// SPDX-License-Identifier: GPL-2.0
#include "exec_dispatch.h"

#include "exec_filter.h"
#include "exec_nr.h"

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/syscall.h>

namespace ktest::exec
{
namespace
{

/* Calls whose first argument is a path take it from the working directory. */
std::optional<Outcome> DispatchPath(Files &files, const Request &r)
{
	const uint64_t *arg = r.arg;

	switch (r.nr) {
	case SYS_open:
		return files.Open(r, AT_FDCWD, arg[0], r.Int(1), long(arg[2]));
	case SYS_openat:
		return files.Open(r, r.Int(0), arg[1], r.Int(2), long(arg[3]));
	case SYS_openat2:
		return files.OpenHow(r);
	case SYS_creat:
		return files.Open(r, AT_FDCWD, arg[0], O_CREAT | O_WRONLY | O_TRUNC, long(arg[1]));
	case SYS_stat:
		return files.Stat(r, AT_FDCWD, arg[0], arg[1], 0);
	case SYS_lstat:
		return files.Stat(r, AT_FDCWD, arg[0], arg[1], AT_SYMLINK_NOFOLLOW);
	case SYS_newfstatat:
		return files.Stat(r, r.Int(0), arg[1], arg[2], r.Int(3));
	case SYS_statx:
		return files.Statx(r);
	case SYS_fstat:
		return files.Fstat(r, r.Int(0), arg[1]);
	case SYS_access:
		return files.Access(r, AT_FDCWD, arg[0], r.Int(1), 0);
	case SYS_faccessat:
		return files.Access(r, r.Int(0), arg[1], r.Int(2), 0);
	case SYS_faccessat2:
		return files.Access(r, r.Int(0), arg[1], r.Int(2), r.Int(3));
	case SYS_readlink:
		return files.Readlink(r, AT_FDCWD, arg[0], arg[1], arg[2]);
	case SYS_readlinkat:
		return files.Readlink(r, r.Int(0), arg[1], arg[2], arg[3]);
	case SYS_getxattr:
	case SYS_lgetxattr:
		return files.ExtendedAttributes(r, -EOPNOTSUPP);
	case SYS_listxattr:
	case SYS_llistxattr:
		return files.ExtendedAttributes(r, 0);
	case SYS_execve:
		return files.Execute(r, AT_FDCWD, arg[0]);
	case SYS_execveat:
		return files.Execute(r, r.Int(0), arg[1]);
	case SYS_truncate:
		return files.Truncate(r);
	case SYS_chdir:
		return files.ChangeFolder(r);
	case SYS_chmod:
	case SYS_chown:
	case SYS_lchown:
	case SYS_utime:
	case SYS_utimes:
	case SYS_unlink:
	case SYS_mkdir:
	case SYS_rmdir:
	case SYS_mknod:
		return files.ChangeName(r, AT_FDCWD, arg[0]);
	case SYS_utimensat:
	case SYS_futimesat:
		if (!arg[1]) // the descriptor itself, which was opened for that
			return Continue();
		return files.ChangeName(r, r.Int(0), arg[1]);
	case SYS_fchmodat:
	case kFchmodat2:
	case SYS_fchownat:
	case SYS_unlinkat:
	case SYS_mkdirat:
	case SYS_mknodat:
		return files.ChangeName(r, r.Int(0), arg[1]);
	case SYS_link:
	case SYS_symlink:
		return files.ChangeName(r, AT_FDCWD, arg[1]);
	case SYS_linkat:
		return files.ChangeName(r, r.Int(2), arg[3]);
	case SYS_symlinkat:
		return files.ChangeName(r, r.Int(1), arg[2]);
	case SYS_rename:
		if (Outcome from = files.ChangeName(r, AT_FDCWD, arg[0]);
		    from.kind != Outcome::kContinue)
			return from;
		return files.ChangeName(r, AT_FDCWD, arg[1]);
	case SYS_renameat:
	case SYS_renameat2:
		if (Outcome from = files.ChangeName(r, r.Int(0), arg[1]);
		    from.kind != Outcome::kContinue)
			return from;
		return files.ChangeName(r, r.Int(2), arg[3]);
	}
	return std::nullopt;
}

std::optional<Outcome> DispatchSocket(Sockets &sockets, const Request &r)
{
	switch (r.nr) {
	case SYS_socket:
		return sockets.Socket(r);
	case SYS_socketpair:
		return sockets.Socketpair(r);
	case SYS_bind:
		return sockets.Bind(r);
	case SYS_connect:
		return sockets.Connect(r);
	case SYS_listen:
		return sockets.Listen(r);
	case SYS_accept:
		return sockets.Accept(r, 0);
	case SYS_accept4:
		return sockets.Accept(r, r.Int(3));
	case SYS_getsockname:
		return sockets.Name(r, nr::kGetsockname);
	case SYS_getpeername:
		return sockets.Name(r, nr::kGetpeername);
	case SYS_shutdown:
		return sockets.Shutdown(r);
	case SYS_setsockopt:
		return sockets.SetOption(r);
	case SYS_getsockopt:
		return sockets.GetOption(r);
	case SYS_sendto:
		return sockets.SendTo(r);
	case SYS_sendmsg:
		return sockets.SendMessage(r);
	case SYS_sendmmsg:
		return sockets.SendMessages(r);
	case SYS_recvfrom:
		return sockets.ReceiveFrom(r);
	case SYS_recvmsg:
		return sockets.ReceiveMessage(r);
	case SYS_recvmmsg:
		return sockets.ReceiveMessages(r);
	case SYS_fcntl: // the filter passes on F_SETFL only
		return sockets.SetFlags(r);
	}
	return std::nullopt;
}

Outcome DispatchRest(Handlers &handlers, const Request &r)
{
	Sockets &sockets = handlers.sockets;

	switch (r.nr) {
	case SYS_read:
		return sockets.Read(r);
	case SYS_readv:
		return sockets.Readv(r);
	case SYS_write:
		return sockets.Write(r, -1);
	case SYS_writev:
		return sockets.Writev(r, -1);
	case SYS_pwrite64:
		return sockets.Write(r, int64_t(r.arg[3]));
	case SYS_pwritev:
	case SYS_pwritev2:
		return sockets.Writev(r, int64_t(r.arg[3]));
	case SYS_sendfile:
		return sockets.Transfer(r, r.Int(1), r.Int(0));
	case SYS_splice:
	case SYS_copy_file_range:
		return sockets.Transfer(r, r.Int(0), r.Int(2));
	case SYS_tee:
		return sockets.Transfer(r, r.Int(0), r.Int(1));
	case SYS_lseek:
	case SYS_pread64:
		return handlers.files.Rewind(r);
	case SYS_getdents64:
		return handlers.files.List(r);
	case SYS_ioctl:
		return handlers.ioctl.Handle(r);
	case SYS_poll:
		return handlers.waiting.Poll(r);
	case SYS_ppoll:
		return handlers.waiting.Ppoll(r);
	case SYS_select:
		return handlers.waiting.Select(r, true);
	case SYS_pselect6:
		return handlers.waiting.Select(r, false);
	case SYS_arch_prctl:
		return handlers.clocks.Begin(r);
	case SYS_clock_gettime:
		return handlers.clocks.GetTime(r);
	case SYS_clock_settime:
		return handlers.clocks.SetTime(r);
	case SYS_gettimeofday:
		return handlers.clocks.TimeOfDay(r);
	case SYS_time:
		return handlers.clocks.Time(r);
	case SYS_futex:
		return handlers.waiting.Futex(r);
	case SYS_nanosleep:
		return handlers.waiting.Nanosleep(r);
	case SYS_clock_nanosleep:
		return handlers.waiting.ClockNanosleep(r);
	case SYS_epoll_ctl:
		return handlers.epoll.Control(r);
	case SYS_epoll_wait:
	case SYS_epoll_pwait:
		return handlers.epoll.WaitMs(r);
	case SYS_epoll_pwait2:
		return handlers.epoll.WaitTime(r);
	}
	return Return(-ENOSYS);
}

} // namespace

Outcome Dispatch(Handlers &handlers, const Request &request)
{
	if (auto outcome = DispatchPath(handlers.files, request))
		return std::move(*outcome);
	if (auto outcome = DispatchSocket(handlers.sockets, request))
		return std::move(*outcome);
	return DispatchRest(handlers, request);
}

} // namespace ktest::exec
