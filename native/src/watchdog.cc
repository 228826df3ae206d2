// SPDX-License-Identifier: GPL-2.0
#include "watchdog.h"

#include "error.h"
#include "fault.h"
#include "thread.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <ctime>
#include <mutex>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace ktest
{
namespace
{

constexpr auto kTick = std::chrono::milliseconds(100);

struct Watchdog {
	std::mutex mutex;
	std::condition_variable wake;
	std::vector<ThreadState *> threads;
	int signo = 0;
};

/* Never destroyed: its thread may be in it while the process exits. */
Watchdog &watchdog = *new Watchdog();

uint64_t CpuTime(clockid_t clock)
{
	struct timespec t = {};

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

void Look(ThreadState *thread)
{
	uint64_t sequence = thread->sequence.load(std::memory_order_acquire);
	uint64_t limit = thread->limit_ns.load(std::memory_order_relaxed);

	thread->recheck.store(true, std::memory_order_relaxed);
	if (sequence % 2 == 0 || limit == 0)
		return;
	uint64_t now = CpuTime(thread->cpu_clock);
	if (sequence != thread->seen) {
		thread->seen = sequence;
		thread->since_ns = now;
	} else if (now - thread->since_ns >= limit) {
		syscall(SYS_tgkill, getpid(), thread->tid, watchdog.signo);
	}
}

void Run()
{
	std::unique_lock<std::mutex> lock(watchdog.mutex);

	for (;;) {
		watchdog.wake.wait(lock, [] { return !watchdog.threads.empty(); });
		for (ThreadState *thread : watchdog.threads)
			Look(thread);
		lock.unlock();
		std::this_thread::sleep_for(kTick);
		lock.lock();
	}
}

void OnInterrupt(int, siginfo_t *, void *ucontext)
{
	int saved = errno;

	InterruptFromHandler(ucontext, "watchdog: the call does not end");
	errno = saved;
}

/* A real-time signal that nobody uses. */
int FreeSignal()
{
	for (int signo = SIGRTMAX - 1; signo > SIGRTMIN; signo--) {
		struct sigaction action;

		if (!sigaction(signo, nullptr, &action) && action.sa_handler == SIG_DFL)
			return signo;
	}
	throw Error("KTEST_NO_SIGNAL", "all real-time signals of this process are in use");
}

void Start()
{
	struct sigaction action = {};
	sigset_t all, before;

	watchdog.signo = FreeSignal();
	action.sa_sigaction = OnInterrupt;
	action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
	sigfillset(&action.sa_mask);
	for (int signo : {SIGSEGV, SIGBUS, SIGFPE, SIGILL})
		sigdelset(&action.sa_mask, signo);
	sigaction(watchdog.signo, &action, nullptr);

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	std::thread(Run).detach();
	pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

} // namespace

void WatchdogWatch(ThreadState *thread)
{
	std::lock_guard<std::mutex> lock(watchdog.mutex);

	if (watchdog.signo == 0)
		Start();
	watchdog.threads.push_back(thread);
	watchdog.wake.notify_one();
}

void WatchdogForget(ThreadState *thread)
{
	std::lock_guard<std::mutex> lock(watchdog.mutex);
	auto &threads = watchdog.threads;

	threads.erase(std::remove(threads.begin(), threads.end(), thread), threads.end());
}

} // namespace ktest
