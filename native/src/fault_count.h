/* SPDX-License-Identifier: GPL-2.0 */
/* fault_count.h - how many page faults a thread has had. */
#ifndef KTEST_FAULT_COUNT_H
#define KTEST_FAULT_COUNT_H

#include <sys/resource.h>
#include <thread>

namespace ktest
{

/*
 * Two that are equal: this thread had no page fault in between, and so has written to no page that
 * was protected. The host's kernel counts those that it resolves itself, too (mm_account_fault()).
 */
class FaultCount
{
public:
	/* Is equal to none. */
	FaultCount() = default;

	/* Of the thread that asks, up to now. */
	static FaultCount Now()
	{
		struct rusage usage;
		FaultCount count;

		if (getrusage(RUSAGE_THREAD, &usage))
			return count;
		count.thread_ = std::this_thread::get_id();
		count.faults_ = usage.ru_minflt + usage.ru_majflt;
		return count;
	}

	bool operator==(const FaultCount &other) const
	{
		return thread_ != std::thread::id() && thread_ == other.thread_ &&
		       faults_ == other.faults_;
	}

private:
	std::thread::id thread_;
	long faults_ = 0;
};

} // namespace ktest

#endif /* KTEST_FAULT_COUNT_H */
