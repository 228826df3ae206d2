// SPDX-License-Identifier: GPL-2.0
#include "exec_launch.h"

#include "error.h"
#include "exec_filter.h"
#include "exec_reaper.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
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

constexpr char kDefaultPath[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

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
	Fd null, out_end, err_end, control_end;
	std::string cwd = command.cwd.empty() ? "." : command.cwd;
	Launch launch;
	int pidfd = -1;

	argv.insert(argv.begin(), nullptr);
	if (!command.attached) {
		null = Fd(open("/dev/null", O_RDONLY | O_CLOEXEC));
		if (!null)
			ThrowErrno("/dev/null", errno);
		Pair(MakePipe, "pipe", &out, &out_end);
		Pair(MakePipe, "pipe", &err, &err_end);
		for (const Fd *end : {&out, &err})
			fcntl(end->Get(), F_SETFL, O_NONBLOCK);
	}
	Pair(MakeControl, "socketpair", &control, &control_end);
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
	launch.attached = command.attached;
	launch.null_fd = null.Get();
	launch.out_fd = out_end.Get();
	launch.err_fd = err_end.Get();
	launch.control_fd = control_end.Get();
	launch.mask = 0;
	launch.program_stack = static_cast<char *>(stack_) + kStackBytes;

	{
		SignalsBlocked blocked;

		reaper_ = clone(exec::Reaper, static_cast<char *>(stack_) + kStackBytes,
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
	program_ = Fd(int(syscall(SYS_pidfd_open, launch.program, 0)));
	ShareCpu(launch.program);
}

/*
 * A call takes a third of the time if each side goes on on the other's CPU, instead of waking
 * another CPU up. Linux 6.6 does that on request; before, one CPU for both has the same effect.
 */
void Launched::ShareCpu(pid_t program)
{
	cpu_set_t here;

	if (ioctl(listener.Get(), SECCOMP_IOCTL_NOTIF_SET_FLAGS,
		  SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP) == 0)
		return;
	CPU_ZERO(&here);
	CPU_SET(sched_getcpu(), &here);
	pinned_ = sched_getaffinity(0, sizeof(affinity_), &affinity_) == 0 &&
		  sched_setaffinity(0, sizeof(here), &here) == 0;
	if (pinned_)
		sched_setaffinity(program, sizeof(here), &here);
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

void Launched::Signal(int signo)
{
	syscall(SYS_pidfd_send_signal, program_.Get(), signo, nullptr, 0);
}

void Launched::Kill()
{
	send(control.Get(), "", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void Launched::Collect()
{
	siginfo_t info;

	if (pinned_)
		sched_setaffinity(0, sizeof(affinity_), &affinity_);
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
