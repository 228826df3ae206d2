/* SPDX-License-Identifier: GPL-2.0 */
/*
 * thread.h - what a host thread needs before it enters a library, and which it is in.
 */
#ifndef KTEST_THREAD_H
#define KTEST_THREAD_H

#include <atomic>
#include <cstdint>
#include <ctime>
#include <sys/types.h>

namespace ktest
{

struct FaultTarget;

/* Shared with the watchdog's thread. */
struct ThreadState {
	FaultTarget *current = nullptr; /* innermost call; only this thread reads it */

	/* Odd while in a call; another value for each call. */
	std::atomic<uint64_t> sequence{0};
	std::atomic<uint64_t> limit_ns{0};

	/* Set by the watchdog now and then: time to look for new signal handlers. */
	std::atomic<bool> recheck{true};

	pid_t tid = 0;
	clockid_t cpu_clock = 0;
	void *stack = nullptr;

	/* The watchdog's own. */
	uint64_t seen = 0;
	uint64_t since_ns = 0;
};

/*
 * This thread's state, at first use with an alternate signal stack and known to the watchdog;
 * gives the signal handlers that run on the thread's stack SA_ONSTACK.
 */
ThreadState *PrepareThread();

/* The instance that this thread is in, or NULL. Async-signal-safe. */
FaultTarget *CurrentTarget();

} // namespace ktest

#endif /* KTEST_THREAD_H */
