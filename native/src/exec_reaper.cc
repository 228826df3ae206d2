// SPDX-License-Identifier: GPL-2.0
#include "exec_reaper.h"

#include "exec_filter.h"
#include "exec_raw.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace ktest::exec
{
namespace
{

/* struct sigaction and sigset_t as the system calls have them. */
struct KernelSigaction {
	unsigned long handler, flags, restorer, mask;
};

long Seccomp(const Launch &launch, unsigned long flags)
{
	return Raw(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER | flags,
		   Pointer(&launch.filter));
}

/* ---- the program, up to its execve: the reaper waits until then ---------------------------- */

int Fail(Launch *launch, const char *what, long err)
{
	launch->failed = what;
	launch->failure = int(-err);
	return 127;
}

/* What shells and execvp(3) do with a script that has no "#!" line. */
void ExecuteByShell(Launch *launch, const char *path)
{
	launch->argv[0] = "/bin/sh";
	launch->argv[1] = path;
	Raw(SYS_execve, Pointer("/bin/sh"), Pointer(launch->argv), Pointer(launch->envp),
	    kLaunchMark);
}

int Execute(Launch *launch)
{
	long err = -ENOENT;

	for (const char *const *path = launch->paths; *path; path++) {
		// Told in advance: after the call nobody is here to do it.
		launch->executed = *path;
		long ret = Raw(SYS_execve, Pointer(*path), Pointer(launch->argv + 1),
			       Pointer(launch->envp), kLaunchMark);
		if (ret == -ENOEXEC)
			ExecuteByShell(launch, *path);
		if (ret != -ENOENT && ret != -ENOTDIR)
			err = ret;
		if (ret != -EACCES && ret != -ENOENT && ret != -ENOTDIR)
			break;
	}
	return Fail(launch, "exec", err);
}

int ProgramMain(void *argument)
{
	auto *launch = static_cast<Launch *>(argument);
	KernelSigaction ignore_none = {};
	long ret;

	// Handlers become the default with execve, but ignored signals (SIGPIPE) stay ignored.
	for (int signo = 1; signo <= 64; signo++)
		Raw(SYS_rt_sigaction, signo, Pointer(&ignore_none), 0, 8);
	if (!launch->attached)
		Raw(SYS_setsid);
	ret = Raw(SYS_chdir, Pointer(launch->cwd));
	if (ret < 0)
		return Fail(launch, "chdir", ret);
	Raw(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1);
	// Signal handlers of the program then never make a call happen twice (Linux 5.19).
	ret = Seccomp(*launch, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
	if (ret == -EINVAL)
		ret = Seccomp(*launch, 0);
	if (ret < 0)
		return Fail(launch, "seccomp", ret);
	launch->listener = int(ret); // in the table of descriptors that all three share
	ret = Raw(SYS_unshare, CLONE_FILES);
	if (ret < 0)
		return Fail(launch, "unshare", ret);
	if (launch->attached) {
		for (int fd = 0; fd < 3; fd++) // Node closes them on execve
			Raw(SYS_fcntl, fd, F_SETFD, 0);
	} else {
		Raw(SYS_dup2, launch->null_fd, 0);
		Raw(SYS_dup2, launch->out_fd, 1);
		Raw(SYS_dup2, launch->err_fd, 2);
	}
	// Whoever starts ktest exec may have passed on more than streams: /dev/fd/63 of a shell.
	ret = launch->attached ? 0 : Raw(SYS_close_range, 3, ~0u, CLOSE_RANGE_CLOEXEC);
	if (ret < 0)
		return Fail(launch, "close_range", ret);
	Raw(SYS_rt_sigprocmask, SIG_SETMASK, Pointer(&launch->mask), 0, 8);
	return Execute(launch);
}

/* ---- the reaper ----------------------------------------------------------------------------- */

/*
 * Its own children, which are safe to kill by number: nobody else can reap them. Those of a
 * killed process become its own children next.
 */
void KillChildren()
{
	char text[4096];
	int fd = int(Raw(SYS_openat, AT_FDCWD, Pointer("/proc/thread-self/children"), O_RDONLY));
	long bytes = fd < 0 ? 0 : Raw(SYS_read, fd, Pointer(text), sizeof(text) - 1);
	long pid = 0;

	for (long i = 0; i < bytes; i++) {
		if (text[i] >= '0' && text[i] <= '9') {
			pid = pid * 10 + text[i] - '0';
			continue;
		}
		if (pid > 0)
			Raw(SYS_kill, pid, SIGKILL);
		pid = 0;
	}
	if (fd >= 0)
		Raw(SYS_close, fd);
}

/* False when there is no child left. */
bool Reap(long program)
{
	for (;;) {
		int status;
		long pid = Raw(SYS_wait4, -1, Pointer(&status), WNOHANG);

		if (pid <= 0)
			return pid == 0;
		if (pid == program)
			Raw(SYS_sendto, 0, Pointer(&status), sizeof(status), MSG_NOSIGNAL);
	}
}

void Ready(Launch *launch)
{
	launch->ready = 1;
	Raw(SYS_futex, Pointer(&launch->ready), FUTEX_WAKE_PRIVATE, 1);
}

} // namespace

int Reaper(void *argument)
{
	auto *launch = static_cast<Launch *>(argument);
	KernelSigaction by_default = {};
	unsigned long child_signal = 1ul << (SIGCHLD - 1);
	struct pollfd ready[2] = {{0, POLLIN, 0}, {1, POLLIN, 0}};
	bool killing = false;

	Raw(SYS_rt_sigaction, SIGCHLD, Pointer(&by_default), 0, 8);
	Raw(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1);
	pid_t program = clone(ProgramMain, launch->program_stack + kStackBytes,
			      CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD, launch);
	if (program < 0)
		Fail(launch, "clone", -EAGAIN);
	launch->program = program;
	Raw(SYS_unshare, CLONE_FILES);
	// Own no descriptor but these two: pipes have to end with the program's own copies.
	Raw(SYS_dup2, launch->control_fd, 0);
	Raw(SYS_close_range, 1, ~0u, 0);
	Raw(SYS_signalfd4, -1, Pointer(&child_signal), 8, SFD_NONBLOCK);
	Ready(launch);

	while (Reap(program)) {
		char bytes[sizeof(struct signalfd_siginfo)];

		if (killing)
			KillChildren();
		Raw(SYS_poll, Pointer(ready), 2, -1);
		Raw(SYS_read, 1, Pointer(bytes), sizeof(bytes));
		if (ready[0].revents) { // asked to, or our parent is dead
			killing = true;
			ready[0].fd = -1;
		}
	}
	return 0;
}

} // namespace ktest::exec
