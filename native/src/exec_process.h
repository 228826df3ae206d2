/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exec_process.h - the process in the instance that performs the calls of a command.
 *
 * There is one for the whole command, however many processes that has: its descriptors are
 * the instance's ends of what the placeholders stand for. Calls that block at the same time
 * need a thread each.
 */
#ifndef KTEST_EXEC_PROCESS_H
#define KTEST_EXEC_PROCESS_H

#include "exec.h"
#include "exec_request.h"

#include <functional>
#include <initializer_list>
#include <list>
#include <string>
#include <vector>

namespace ktest::exec
{

constexpr uint64_t kNever = UINT64_MAX;

/* A pointer as an argument of a call. */
inline long Address(const void *p)
{
	return reinterpret_cast<long>(p);
}

class Process
{
      public:
	/* Turns what the instance's call has returned into the outcome of the request. */
	using Finish = std::function<Outcome(long ret)>;
	/* True: the request is done, with this outcome. */
	using Check = std::function<bool(Outcome *outcome)>;

	/* `limit_ns`: how far calls that block may move the clock. */
	Process(Backend &backend, const std::string &name, uint64_t limit_ns);
	~Process();

	Process(const Process &) = delete;
	Process &operator=(const Process &) = delete;

	/* A call to its end: as long as it blocks, the clock moves on. */
	long Call(long nr, std::initializer_list<long> args);

	/* A call that may block, then Collect() finishes the request later. */
	Outcome Call(const Request &request, long nr, std::initializer_list<long> args,
		     Finish finish);

	/*
	 * A request that is done when `check` says so, which is asked after whatever happens.
	 * `deadline_ns` of virtual time: when it wants to be asked at the latest. `outside`: what
	 * it waits for may come from outside of the command.
	 */
	Outcome Wait(const Request &request, uint64_t deadline_ns, Check check,
		     bool outside = false);

	/* Whether one of the requests waits for what comes from outside of the command, too. */
	bool AwaitsOutside() const;

	/* Goes through the requests that wait and calls `done` for those that no longer do. */
	void Collect(const std::function<void(const Request &, Outcome)> &done);

	/* Whether requests wait. */
	bool Blocked() const
	{
		return !blocked_.empty();
	}

	/* When the next timer or deadline is; kNever if there is none. */
	uint64_t NextTime();

	/* Moves the clock there. False: there is none up to the limit. */
	bool Advance();

	/* Moves the clock by this, every timer on the way at its own time. */
	void MoveOn(uint64_t ns);

	/* A signal arrived for the thread that waits: its call is interrupted. */
	void Signal(pid_t tid);

	/* Whether thread `tid` waits here. */
	bool Waits(pid_t tid) const;

	uint64_t Now()
	{
		return backend_.Now();
	}

      private:
	struct BlockedCall {
		Request request;
		int task; /* -1: `check` */
		Finish finish;
		Check check;
		uint64_t deadline_ns;
		bool abandoned, signalled, outside;
	};

	int Acquire();
	bool Poll(BlockedCall &call, Outcome *outcome);
	void Interrupt(BlockedCall &call);

	Backend &backend_;
	std::string name_;
	uint64_t limit_ns_; /* absolute */
	int leader_ = 0;
	std::vector<int> threads_, idle_;
	std::list<BlockedCall> blocked_;
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_PROCESS_H */
