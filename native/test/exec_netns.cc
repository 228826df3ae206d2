// SPDX-License-Identifier: GPL-2.0
#include "exec_netns.h"

#include "../src/error.h"
#include "../src/exec_nr.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <functional>
#include <mutex>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace ktest::exec
{
namespace
{

using namespace std::chrono_literals;

constexpr auto kBlocks = 20ms; // a call that takes longer is taken to block

/* asm-generic number -> that of this machine */
long HostNumber(long number)
{
	static const std::map<long, long> numbers = {
		{nr::kEpollCreate1, SYS_epoll_create1},
		{nr::kEpollCtl, SYS_epoll_ctl},
		{nr::kEpollPwait, SYS_epoll_pwait},
		{nr::kFcntl, SYS_fcntl},
		{nr::kIoctl, SYS_ioctl},
		{nr::kFaccessat, SYS_faccessat},
		{nr::kOpenat, SYS_openat},
		{nr::kClose, SYS_close},
		{nr::kGetdents64, SYS_getdents64},
		{nr::kLseek, SYS_lseek},
		{nr::kRead, SYS_read},
		{nr::kWrite, SYS_write},
		{nr::kPpoll, SYS_ppoll},
		{nr::kReadlinkat, SYS_readlinkat},
		{nr::kClockSettime, SYS_clock_settime},
		{nr::kClockGettime, SYS_clock_gettime},
		{nr::kClockNanosleep, SYS_clock_nanosleep},
		{nr::kSocket, SYS_socket},
		{nr::kSocketpair, SYS_socketpair},
		{nr::kBind, SYS_bind},
		{nr::kListen, SYS_listen},
		{nr::kConnect, SYS_connect},
		{nr::kGetsockname, SYS_getsockname},
		{nr::kGetpeername, SYS_getpeername},
		{nr::kSendto, SYS_sendto},
		{nr::kRecvfrom, SYS_recvfrom},
		{nr::kSetsockopt, SYS_setsockopt},
		{nr::kGetsockopt, SYS_getsockopt},
		{nr::kShutdown, SYS_shutdown},
		{nr::kSendmsg, SYS_sendmsg},
		{nr::kRecvmsg, SYS_recvmsg},
		{nr::kAccept4, SYS_accept4},
		{nr::kStatx, SYS_statx},
	};

	return numbers.at(number);
}

/* /proc/net is that of the main thread, which is not in the namespace. */
std::string OwnNet(const char *path)
{
	constexpr char kNet[] = "/proc/net";
	std::string text = path;

	if (text == "/proc/sysrq-trigger") // does not know namespaces
		return "";
	return text.compare(0, strlen(kNet), kNet)
		       ? text
		       : "/proc/thread-self/net" + text.substr(strlen(kNet));
}

void IgnoreSignal(int)
{
}

} // namespace

/* A thread in the namespaces. All tasks share the descriptors of this process. */
class NetnsBackend::Task
{
      public:
	explicit Task(const std::function<void()> &enter)
	    : thread_([this, enter] {
		      enter();
		      Loop();
	      })
	{
	}

	~Task()
	{
		{
			std::lock_guard<std::mutex> lock(mutex_);
			exit_ = true;
		}
		changed_.notify_all();
		while (!idle_)
			Interrupt();
		thread_.join();
	}

	/* False: it blocks. */
	bool Start(long nr, const long args[6], long *ret)
	{
		std::unique_lock<std::mutex> lock(mutex_);
		nr_ = nr;
		std::copy(args, args + 6, args_);
		if (nr == SYS_openat || nr == SYS_statx || nr == SYS_faccessat) {
			path_ = OwnNet(reinterpret_cast<const char *>(args[1]));
			args_[1] = reinterpret_cast<long>(path_.c_str());
		}
		idle_ = false;
		changed_.notify_all();
		if (!changed_.wait_for(lock, kBlocks, [this] { return idle_.load(); }))
			return false;
		*ret = ret_;
		return true;
	}

	bool Finished(long *ret)
	{
		std::lock_guard<std::mutex> lock(mutex_);
		*ret = ret_;
		return idle_;
	}

	void Interrupt()
	{
		for (int n = 0; n < 1000 && !idle_; n++) {
			pthread_kill(thread_.native_handle(), SIGUSR1);
			std::this_thread::sleep_for(1ms);
		}
	}

      private:
	void Loop()
	{
		std::unique_lock<std::mutex> lock(mutex_);

		for (;;) {
			changed_.wait(lock, [this] { return exit_ || !idle_; });
			if (exit_)
				return;
			lock.unlock();
			long ret = syscall(nr_, args_[0], args_[1], args_[2], args_[3], args_[4],
					   args_[5]);
			if (ret < 0)
				ret = -errno;
			lock.lock();
			ret_ = ret;
			idle_ = true;
			changed_.notify_all();
		}
	}

	std::mutex mutex_;
	std::condition_variable changed_;
	long nr_ = 0, args_[6] = {}, ret_ = 0;
	std::atomic<bool> idle_{true};
	std::string path_;
	bool exit_ = false;
	std::thread thread_;
};

NetnsBackend::NetnsBackend()
{
	int err = 0;
	struct sigaction action = {};

	action.sa_handler = IgnoreSignal; // without SA_RESTART: calls end with EINTR
	sigaction(SIGUSR1, &action, nullptr);
	std::thread([&] {
		if (unshare(CLONE_NEWNET | CLONE_NEWNS) ||
		    mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) ||
		    mount("sysfs", "/sys", "sysfs", 0, nullptr)) { // shows the new namespace
			err = errno;
			return;
		}
		net_ = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
		mount_ = open("/proc/thread-self/ns/mnt", O_RDONLY | O_CLOEXEC);
	}).join();
	if (err)
		ThrowErrno("making a network namespace", err);
}

NetnsBackend::~NetnsBackend()
{
	tasks_.clear();
	close(net_);
	close(mount_);
}

int NetnsBackend::CreateTask(int, const char *)
{
	tasks_[++last_] = std::make_unique<Task>([this] {
		unshare(CLONE_FS); // a thread that shares it may not change its mounts
		setns(mount_, CLONE_NEWNS);
		setns(net_, CLONE_NEWNET);
	});
	return last_;
}

void NetnsBackend::ExitTask(int task)
{
	tasks_.erase(task);
}

bool NetnsBackend::Start(int task, long nr, const long args[6], long *ret)
{
	if (lifetime <= 0 || --lifetime == 0)
		return false;
	return tasks_.at(task)->Start(HostNumber(nr), args, ret);
}

bool NetnsBackend::Finished(int task, long *ret)
{
	return Alive() && tasks_.at(task)->Finished(ret);
}

void NetnsBackend::Interrupt(int task)
{
	tasks_.at(task)->Interrupt();
}

/* This kernel's clock cannot be moved: waiting is what lets it pass. */
uint64_t NetnsBackend::Now()
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return uint64_t(now.tv_sec) * 1000000000 + uint64_t(now.tv_nsec);
}

uint64_t NetnsBackend::NextTimer()
{
	return Now() + 1000000;
}

void NetnsBackend::AdvanceTo(uint64_t ns)
{
	uint64_t now = Now();

	if (ns > now)
		std::this_thread::sleep_for(std::chrono::nanoseconds(ns - now));
}

} // namespace ktest::exec
