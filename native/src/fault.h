/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fault.h - signals of a thread that works on an instance.
 *
 * SIGSEGV, SIGBUS, SIGFPE and SIGILL have one of three meanings:
 *
 *	1. a write to a protected page of some instance, from anywhere: its dirty set grows;
 *	2. a fault inside the library: lib_fault() says how to go on (a fix-up or an oops); if it
 *	   does not know, the call is given up;
 *	3. everything else: the handler that was there before decides, as V8's.
 *
 * The handler runs on an alternate stack, since the kernel's stacks are themselves pages that
 * may be protected. For the same reason handlers of other signals (libuv's) must not run on
 * a kernel stack: PrepareThread() gives them SA_ONSTACK.
 */
#ifndef KTEST_FAULT_H
#define KTEST_FAULT_H

#include "image.h"
#include "region.h"

#include <atomic>
#include <csignal>

namespace ktest
{

/* What the handlers must know of an instance. */
struct FaultTarget {
	const Image *image;
	Region *region;
	/* The thread executes the library's code, not a callback. */
	volatile sig_atomic_t inside;
	/* CPU time that one call may take; 0: no limit. Read by the watchdog. */
	uint64_t limit_ns;

	/* Where CallLibrary() goes on when the library cannot; for __builtin_setjmp(). */
	void *recovery[5];
	volatile sig_atomic_t recoverable;
	/* How often the present call was sent into its oops path, and interrupted. */
	volatile sig_atomic_t oopses, interrupts;
};

/* Makes an instance known to the handlers (and the first time installs these), or forgotten. */
void AddFaultTarget(int slot, FaultTarget *target);
void RemoveFaultTarget(int slot);

/*
 * While one of these exists, this thread is in a call of the target's library, and the
 * watchdog counts its CPU time. They nest, if a callback enters another instance.
 */
class Entry
{
      public:
	explicit Entry(FaultTarget *target);
	~Entry();
	Entry(const Entry &) = delete;
	Entry &operator=(const Entry &) = delete;

      private:
	FaultTarget *previous_;
};

/* While one of these exists, the library has called back: faults are not the library's. */
class HostCall
{
      public:
	explicit HostCall(FaultTarget *target) : target_(target)
	{
		target_->inside = 0;
	}
	~HostCall()
	{
		target_->inside = 1;
	}
	HostCall(const HostCall &) = delete;
	HostCall &operator=(const HostCall &) = delete;

      private:
	FaultTarget *const target_;
};

/* What CallLibrary() returns for a call that was given up; no errno. */
constexpr int kCrashed = -100000;

/*
 * f(arg), which calls the library. A fault that not even the library's oops path survives,
 * because it hit code that works on the caller's stack or because memory is in ruins, does not
 * end the process: the call returns kCrashed, and only a restore can help the instance.
 */
int CallLibrary(FaultTarget *target, int (*f)(void *arg), void *arg);

/*
 * Stops the call that this thread is in, if it is inside a library, as an oops that says
 * `reason`. From a signal handler.
 */
void InterruptFromHandler(void *ucontext, const char *reason);

} // namespace ktest

#endif /* KTEST_FAULT_H */
