// SPDX-License-Identifier: GPL-2.0
#include "exec_process.h"

#include <algorithm>
#include <cerrno>
#include <sys/syscall.h>

namespace ktest::exec
{
namespace
{

/* Kernel-internal: the call starts anew after the signal handler if that has SA_RESTART. */
constexpr long kRestart = 512; // ERESTARTSYS

bool NeverRestarts(int nr)
{
	switch (nr) {
	case SYS_futex:
	case SYS_nanosleep:
	case SYS_clock_nanosleep:
	case SYS_poll:
	case SYS_ppoll:
	case SYS_select:
	case SYS_pselect6:
	case SYS_epoll_wait:
	case SYS_epoll_pwait:
	case SYS_epoll_pwait2:
		return true;
	}
	return false;
}

struct Arguments {
	long value[6] = {};

	Arguments(std::initializer_list<long> list)
	{
		std::copy(list.begin(), list.end(), value);
	}
};

} // namespace

Process::Process(Backend &backend, const std::string &name, uint64_t limit_ns)
    : backend_(backend), name_(name), limit_ns_(backend.Now() + limit_ns)
{
}

Process::~Process()
{
	for (auto task = threads_.rbegin(); task != threads_.rend(); ++task)
		backend_.ExitTask(*task);
}

/* The number of a task that is not busy, or -errno. */
int Process::Acquire()
{
	if (!idle_.empty()) {
		int task = idle_.back();

		idle_.pop_back();
		return task;
	}
	int task = backend_.CreateTask(leader_, name_.c_str());
	if (task > 0) {
		threads_.push_back(task);
		if (!leader_)
			leader_ = task;
	}
	return task;
}

long Process::Call(long nr, std::initializer_list<long> args)
{
	int task = Acquire();
	long ret;

	if (task < 0)
		return task;
	if (!backend_.Start(task, nr, Arguments(args).value, &ret)) {
		while (!backend_.Finished(task, &ret)) {
			if (Advance())
				continue;
			backend_.Interrupt(task);
			if (!backend_.Finished(task, &ret))
				return -EIO; // the task is lost
			break;
		}
	}
	idle_.push_back(task);
	return ret;
}

Outcome Process::Call(const Request &request, long nr, std::initializer_list<long> args,
		      Finish finish)
{
	int task = Acquire();
	long ret;

	if (task < 0)
		return Return(task);
	if (backend_.Start(task, nr, Arguments(args).value, &ret)) {
		idle_.push_back(task);
		return finish(ret);
	}
	blocked_.push_back({request, task, std::move(finish), {}, kNever, false, false, false});
	return Pending();
}

Outcome Process::Wait(const Request &request, uint64_t deadline_ns, Check check, bool outside)
{
	Outcome outcome = Pending();

	if (check(&outcome))
		return outcome;
	blocked_.push_back({request, -1, {}, std::move(check), deadline_ns, false, false, outside});
	return Pending();
}

/* True: the call has ended. */
bool Process::Poll(BlockedCall &call, Outcome *outcome)
{
	long ret;

	if (call.task < 0) {
		if (!call.signalled)
			return call.check(outcome);
		*outcome = Return(-EINTR);
		return true;
	}
	if (!backend_.Finished(call.task, &ret))
		return false;
	idle_.push_back(call.task);
	if (call.abandoned)
		return true;
	if (ret == -EINTR && call.signalled && !NeverRestarts(call.request.nr))
		*outcome = Return(-kRestart);
	else
		*outcome = call.finish(ret);
	return true;
}

void Process::Interrupt(BlockedCall &call)
{
	if (call.task >= 0)
		backend_.Interrupt(call.task);
}

void Process::Collect(const std::function<void(const Request &, Outcome)> &done)
{
	std::list<BlockedCall> calls;

	calls.swap(blocked_); // finishing one may begin another
	while (!calls.empty()) {
		BlockedCall &call = calls.front();
		Outcome outcome = Pending();

		if (!call.abandoned && !IsWaiting(call.request)) {
			call.abandoned = true;
			Interrupt(call);
		}
		bool ended = call.abandoned && call.task < 0 ? true : Poll(call, &outcome);
		if (ended && !call.abandoned && outcome.kind != Outcome::kPending)
			done(call.request, std::move(outcome));
		if (ended)
			calls.pop_front();
		else
			blocked_.splice(blocked_.end(), calls, calls.begin());
	}
}

uint64_t Process::NextTime()
{
	uint64_t next = backend_.NextTimer();

	for (const BlockedCall &call : blocked_)
		next = std::min(next, call.deadline_ns);
	return next;
}

bool Process::Advance()
{
	uint64_t next = NextTime();

	if (next == kNever || next > limit_ns_ || !backend_.Alive())
		return false;
	backend_.AdvanceTo(std::max(next, backend_.Now()));
	return true;
}

void Process::MoveOn(uint64_t ns)
{
	uint64_t to = backend_.Now() + ns;

	if (to <= limit_ns_ && backend_.Alive())
		backend_.AdvanceTo(to);
}

bool Process::AwaitsOutside() const
{
	return std::any_of(blocked_.begin(), blocked_.end(),
			   [](const BlockedCall &call) { return call.outside; });
}

void Process::Signal(pid_t tid)
{
	for (BlockedCall &call : blocked_) {
		if (call.request.child.Tid() != tid || call.signalled)
			continue;
		call.signalled = true;
		Interrupt(call);
	}
}

bool Process::Waits(pid_t tid) const
{
	return std::any_of(blocked_.begin(), blocked_.end(), [tid](const BlockedCall &call) {
		return call.request.child.Tid() == tid;
	});
}

} // namespace ktest::exec
