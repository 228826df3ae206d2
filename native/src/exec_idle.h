/* SPDX-License-Identifier: GPL-2.0 */
/* exec_idle.h - is every process of a command asleep? */
#ifndef KTEST_EXEC_IDLE_H
#define KTEST_EXEC_IDLE_H

#include <functional>
#include <sys/types.h>
#include <vector>

namespace ktest::exec
{

/* A thread that is asleep, in the host. */
struct Sleeper {
	pid_t tid;
	long switches;	/* context switches up to now */
	bool signalled; /* a signal that it catches is pending */
};

/*
 * All threads of `reaper` and its descendants, or false if one of them is running or about to.
 * `waits`: whether a thread is known to wait for the instance.
 *
 * When two scans, one after the other, give the same, then there was a moment between them at
 * which all these threads slept at once: each was asleep in both scans and did not run between.
 */
bool ScanSleepers(pid_t reaper, const std::function<bool(pid_t)> &waits,
		  std::vector<Sleeper> *sleepers);

bool SameSleepers(const std::vector<Sleeper> &a, const std::vector<Sleeper> &b);

} // namespace ktest::exec

#endif /* KTEST_EXEC_IDLE_H */
