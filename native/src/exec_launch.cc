// SPDX-License-Identifier: GPL-2.0
#include "exec_launch.h"

#include "error.h"
#include "exec_filter.h"
#include "exec_raw.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Linux 6.6 */
#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

namespace ktest::exec
{
namespace
{

constexpr size_t kStackBytes = 64 << 10;
constexpr char kDefaultPath[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/* struct sigaction and sigset_t as the system calls have them. */
struct KernelSigaction {
	unsigned long handler, flags, restorer, mask;
};

/* In memory that all three processes see, until `ready`. */
struct Launch {
	const char *const *paths; /* to try, in order */
	const char **argv;	  /* [0]: room for an interpreter */
	const char *const *envp;
	const char *cwd;
	struct sock_fprog filter;
	int null_fd, out_fd, err_fd, control_fd;
	unsigned long mask; /* of signals, for the program */
	char *program_stack;

	int listener = -1;
	int failure = 0; /* errno */
	const char *failed = nullptr;
	const char *executed = nullptr;
	std::atomic<uint32_t> ready{0};
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
	Raw(SYS_dup2, launch->null_fd, 0);
	Raw(SYS_dup2, launch->out_fd, 1);
	Raw(SYS_dup2, launch->err_fd, 2);
	ret = Raw(SYS_close_range, 3, ~0u, CLOSE_RANGE_CLOEXEC);
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

int ReaperMain(void *argument)
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

/* ---- this process --------------------------------------------------------------------------- */

class SignalsBlocked
{
      public:
	SignalsBlocked()
	{
		sigset_t all;

		sigfillset(&all);
		pthread_sigmask(SIG_SETMASK, &all, &old_);
	}
	~SignalsBlocked()
	{
		pthread_sigmask(SIG_SETMASK, &old_, nullptr);
	}

      private:
	sigset_t old_;
};

/* Where execvp(3) would look, with the PATH of the command. */
std::vector<std::string> Candidates(const Command &command)
{
	const std::string &name = command.argv[0];
	std::string path = kDefaultPath;
	std::vector<std::string> found;

	if (name.find('/') != std::string::npos)
		return {name};
	for (const std::string &variable : command.env)
		if (variable.compare(0, 5, "PATH=") == 0)
			path = variable.substr(5);
	for (size_t at = 0; at <= path.size();) {
		size_t end = std::min(path.find(':', at), path.size());
		std::string folder = path.substr(at, end - at);

		found.push_back((folder.empty() ? "." : folder) + "/" + name);
		at = end + 1;
	}
	return found;
}

std::vector<const char *> Pointers(const std::vector<std::string> &strings)
{
	std::vector<const char *> pointers;

	for (const std::string &text : strings)
		pointers.push_back(text.c_str());
	pointers.push_back(nullptr);
	return pointers;
}

void Pair(int (*make)(int[2]), const char *what, Fd *first, Fd *second)
{
	int fds[2];

	if (make(fds))
		ThrowErrno(what, errno);
	*first = Fd(fds[0]);
	*second = Fd(fds[1]);
}

int MakePipe(int fds[2])
{
	return pipe2(fds, O_CLOEXEC);
}

int MakeControl(int fds[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds);
}

[[noreturn]] void ThrowFailure(const Command &command, const std::string &what, int err)
{
	if (what == "chdir")
		ThrowErrno("working directory " + command.cwd, err);
	if (what == "exec")
		ThrowErrno("running " + command.argv[0], err);
	if (what == "seccomp" && err == EBUSY)
		throw Error("EBUSY", "running " + command.argv[0] +
					     ": this process is itself under a seccomp supervisor, "
					     "and Linux allows one");
	ThrowErrno("running " + command.argv[0] + ": " + what, err);
}

} // namespace

Launched::Launched(const Command &command)
{
	if (command.argv.empty() || command.argv[0].empty())
		throw Error("ENOENT", "running a command: it has no program");
	try {
		Start(command);
	} catch (...) {
		Collect();
		throw;
	}
}

Launched::~Launched()
{
	Kill();
	Collect();
}

void Launched::Start(const Command &command)
{
	std::vector<std::string> candidates = Candidates(command);
	std::vector<const char *> paths = Pointers(candidates);
	std::vector<const char *> argv = Pointers(command.argv);
	std::vector<const char *> envp = Pointers(command.env);
	Fd null(open("/dev/null", O_RDONLY | O_CLOEXEC)), out_end, err_end, control_end;
	std::string cwd = command.cwd.empty() ? "." : command.cwd;
	Launch launch;
	int pidfd = -1;

	argv.insert(argv.begin(), nullptr);
	if (!null)
		ThrowErrno("/dev/null", errno);
	Pair(MakePipe, "pipe", &out, &out_end);
	Pair(MakePipe, "pipe", &err, &err_end);
	Pair(MakeControl, "socketpair", &control, &control_end);
	for (const Fd *end : {&out, &err})
		fcntl(end->Get(), F_SETFL, O_NONBLOCK);
	stack_ = mmap(nullptr, 2 * kStackBytes, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	if (stack_ == MAP_FAILED) {
		stack_ = nullptr;
		ThrowErrno("mmap", errno);
	}
	launch.paths = paths.data();
	launch.argv = argv.data();
	launch.envp = envp.data();
	launch.cwd = cwd.c_str();
	launch.filter.len = uint16_t(Filter().size());
	launch.filter.filter = const_cast<struct sock_filter *>(Filter().data());
	launch.null_fd = null.Get();
	launch.out_fd = out_end.Get();
	launch.err_fd = err_end.Get();
	launch.control_fd = control_end.Get();
	launch.mask = 0;
	launch.program_stack = static_cast<char *>(stack_) + kStackBytes;

	{
		SignalsBlocked blocked;

		reaper_ = clone(ReaperMain, static_cast<char *>(stack_) + kStackBytes,
				CLONE_VM | CLONE_FILES | CLONE_PIDFD, &launch, &pidfd);
	}
	if (reaper_ < 0)
		ThrowErrno("clone", errno);
	pidfd_ = Fd(pidfd);
	while (!launch.ready) {
		struct timespec wait = {0, 100000000};
		struct pollfd gone = {pidfd, POLLIN, 0};

		syscall(SYS_futex, &launch.ready, FUTEX_WAIT_PRIVATE, 0, &wait);
		if (!launch.ready && poll(&gone, 1, 0) == 1)
			throw Error("KTEST_EXEC", "the reaper of a command was killed");
	}
	listener = Fd(launch.listener);
	if (launch.failure)
		ThrowFailure(command, launch.failed, launch.failure);
	path = launch.executed;
	// Each side then goes on on the other's CPU instead of waking one up. Linux 6.6; without
	// it a call takes about three times as long.
	ioctl(listener.Get(), SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
}

bool Launched::ReadStatus(int *status)
{
	ssize_t bytes;

	// ECONNRESET is said once, and before what is there to read: the reaper has ended without
	// looking at Kill().
	do
		bytes = recv(control.Get(), status, sizeof(*status), 0);
	while (bytes < 0 && (errno == EINTR || errno == ECONNRESET));
	return bytes == sizeof(*status);
}

void Launched::Kill()
{
	send(control.Get(), "", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void Launched::Collect()
{
	siginfo_t info;

	control.Close();
	listener.Close();
	if (reaper_ > 0)
		while (waitid(P_PIDFD, id_t(pidfd_.Get()), &info, WEXITED | __WALL) &&
		       errno == EINTR)
			;
	if (stack_)
		munmap(stack_, 2 * kStackBytes);
}

} // namespace ktest::exec
