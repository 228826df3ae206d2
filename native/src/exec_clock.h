/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exec_clock.h - the clocks that a program reads: those of the instance.
 *
 * C libraries read the host's clocks without a system call, by code of the vDSO in their own memory.
 * Before a program's own first instruction that code is replaced by the system calls, in its memory
 * alone; they are handed over like all others.
 */
#ifndef KTEST_EXEC_CLOCK_H
#define KTEST_EXEC_CLOCK_H

#include "exec_process.h"

#include <ctime>

namespace ktest::exec
{

class Clocks
{
      public:
	explicit Clocks(Process &process) : process_(process)
	{
	}

	/* arch_prctl(ARCH_SET_FS): every program does that once, before it begins. */
	Outcome Begin(const Request &request);

	Outcome GetTime(const Request &request);
	Outcome SetTime(const Request &request);
	Outcome TimeOfDay(const Request &request);
	Outcome Time(const Request &request);

	/* Whether all programs so far read the instance's clocks. */
	bool AreVirtual() const
	{
		return virtual_;
	}

	/* A clock of the instance; false: it has none of this name. */
	bool Read(clockid_t clock, struct timespec *time);

      private:
	Process &process_;
	bool virtual_ = true;
	uint64_t last_ns_ = 0; /* when a clock was read last */
	int reads_ = 0;	       /* how often since then, at the same time */
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_CLOCK_H */
