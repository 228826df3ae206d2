// SPDX-License-Identifier: GPL-2.0
/*
 * exec_supervisor.cc - the event loop of a command, and its clock.
 *
 * Virtual time stands still while a program computes. When a call blocks in the instance, the
 * clock moves as soon as every process of the command sleeps: what a command does then depends
 * on the order of its own actions only, not on how fast the host is. Only what somebody types, or
 * another program writes, comes in real time: while a process waits for that, too, so does the
 * rest.
 */
#include "exec.h"

#include "error.h"
#include "exec_dispatch.h"
#include "exec_idle.h"
#include "exec_launch.h"
#include "exec_nr.h"
#include "exec_outside.h"
#include "exec_signals.h"
#include "exec_streams.h"
#include "exec_tape.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>
#include <sys/epoll.h>
#include <sys/wait.h>

namespace ktest::exec
{
namespace
{

using Clock = std::chrono::steady_clock;

constexpr int kEvents = 64;
constexpr int kRescanMs = 1;		// until a process that runs may sleep
constexpr int kSignalsMs = 20;		// until one that sleeps may have got a signal, of a timer
constexpr int kGraceMs = 1000;		// for a program to end that was told to
constexpr size_t kMaxOutput = 64 << 20; // more is read and dropped

std::string BaseName(const std::string &path)
{
	return path.substr(path.rfind('/') + 1);
}

Fd MakeEpoll()
{
	Fd epoll(epoll_create1(EPOLL_CLOEXEC));

	if (!epoll)
		ThrowErrno("epoll_create1", errno);
	return epoll;
}

class Supervisor
{
      public:
	Supervisor(Backend &backend, const Command &command)
	    : backend_(backend), epoll_(MakeEpoll()), signals_(Attach<Signals>(command)),
	      streams_(Attach<Streams>(command)), launched_(command),
	      files_(command.writers_lock),
	      process_(backend, BaseName(launched_.path), command.virtual_limit_ns),
	      placeholders_(epoll_.Get()), outside_(command.attached),
	      handlers_(process_, placeholders_, files_, outside_, epoll_.Get())
	{
		if (command.timeout_ms)
			deadline_ = Clock::now() + std::chrono::milliseconds(command.timeout_ms);
		files_.Executed(Normalise(launched_.path[0] == '/'
						  ? launched_.path
						  : command.cwd + "/" + launched_.path));
		Watch(launched_.listener, kListener);
		Watch(launched_.out, kOut);
		Watch(launched_.err, kErr);
		Watch(launched_.control, kControl);
		if (signals_)
			Watch(signals_->ready, kSignal);
	}

	Result Run();

      private:
	/* Data of events; 0 wakes up only, hang-ups have kHangup set. */
	enum : uint64_t { kListener = 1, kOut, kErr, kControl, kSignal };

	template <typename T> static std::unique_ptr<T> Attach(const Command &command)
	{
		return command.attached ? std::make_unique<T>() : nullptr;
	}

	void Watch(const Fd &fd, uint64_t data);
	bool HandleEvents(int timeout_ms);
	void Serve();
	void Drain(Fd *pipe, std::string *text);
	void Exited();
	void Forward();
	void End(decltype(Result::stopped) stopped);
	bool AllSleep();
	void Settle();
	bool MustWait();
	void Collect();
	int RemainingMs() const;

	Backend &backend_;
	std::optional<Clock::time_point> deadline_;
	Fd epoll_;
	std::unique_ptr<Signals> signals_;
	std::unique_ptr<Streams> streams_;
	Launched launched_;
	HostFiles files_;
	Process process_;
	Placeholders placeholders_;
	Outside outside_;
	Handlers handlers_;
	Result result_;
	bool exited_ = false; /* the program itself */
	bool told_ = false;   /* to end, by a signal */
	bool ending_ = false, gone_ = false;
	enum { kUnknown, kBusy, kAsleep } processes_ = kUnknown;
	bool awaits_outside_ = false; /* one that sleeps does so until there is input */
	/* While that is so, the clock follows real time, from this moment on. */
	struct Pace {
		Clock::time_point real;
		uint64_t virtual_ns;
	};
	std::optional<Pace> pace_;
	Clock::time_point scanned_;
};

void Supervisor::Watch(const Fd &fd, uint64_t data)
{
	struct epoll_event event = {};

	if (!fd)
		return;
	event.events = EPOLLIN;
	event.data.u64 = data;
	if (epoll_ctl(epoll_.Get(), EPOLL_CTL_ADD, fd.Get(), &event))
		ThrowErrno("epoll_ctl", errno);
}

/* Reads what is there without waiting; closes the pipe at its end. */
void Supervisor::Drain(Fd *pipe, std::string *text)
{
	char buffer[64 << 10];

	if (!*pipe)
		return;
	ssize_t bytes;
	while ((bytes = read(pipe->Get(), buffer, sizeof(buffer))) > 0)
		text->append(buffer, std::min(size_t(bytes), kMaxOutput - text->size()));
	if (bytes == 0)
		pipe->Close();
}

void Supervisor::Exited()
{
	int status;

	if (!launched_.ReadStatus(&status)) {
		gone_ = true;
		return;
	}
	exited_ = true;
	processes_ = kBusy; // the reaper, which has probably nothing left to do
	result_.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/*
 * The terminal has told the program itself, which may live on, as shells do. Who tells this process
 * wants it to be over.
 */
void Supervisor::Forward()
{
	for (Signals::Arrived signal = signals_->Take(); signal.signo; signal = signals_->Take()) {
		if (signal.by_terminal && signal.signo != SIGHUP)
			continue;
		if (told_)
			return End(Result::kEnded);
		told_ = true;
		Clock::time_point last = Clock::now() + std::chrono::milliseconds(kGraceMs);
		deadline_ = std::min(deadline_.value_or(last), last);
		launched_.Signal(signal.signo);
	}
}

void Supervisor::Serve()
{
	Request request = {0, 0, {}, Child(0), -1};

	if (!Receive(launched_.listener.Get(), &request))
		return;
	Outcome outcome = Dispatch(handlers_, request);
	// A dead kernel answers nothing.
	if (outcome.kind != Outcome::kPending && backend_.Alive())
		Answer(request, outcome);
}

/* False: nothing has happened. */
bool Supervisor::HandleEvents(int timeout_ms)
{
	struct epoll_event events[kEvents];
	int count = epoll_wait(epoll_.Get(), events, kEvents, timeout_ms);
	bool serve = false;

	for (int n = 0; n < count; n++) {
		uint64_t data = events[n].data.u64;

		if (data & Placeholders::kHangup) {
			int number = placeholders_.Hangup(data);

			if (number >= 0)
				process_.Call(nr::kClose, {number});
		} else if (data == kListener) {
			serve = events[n].events & EPOLLIN;
			if (!serve) // every process under the filter has ended
				epoll_ctl(epoll_.Get(), EPOLL_CTL_DEL, launched_.listener.Get(),
					  nullptr);
		} else if (data == kOut) {
			Drain(&launched_.out, &result_.out);
		} else if (data == kErr) {
			Drain(&launched_.err, &result_.err);
		} else if (data == kControl) {
			Exited();
		} else if (data == kSignal) {
			Forward();
		}
	}
	// Last: what the program has closed before this call is closed in the instance by now.
	if (serve)
		Serve();
	if (count > 0 && processes_ == kAsleep)
		processes_ = kUnknown;
	return count > 0;
}

int Supervisor::RemainingMs() const
{
	if (!deadline_)
		return -1;
	auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline_ - Clock::now());
	return int(std::clamp<long>(left.count(), 0, INT32_MAX));
}

void Supervisor::End(decltype(Result::stopped) stopped)
{
	if (ending_)
		return;
	ending_ = true;
	result_.stopped = stopped;
	launched_.Kill();
}

bool Supervisor::AllSleep()
{
	auto waits = [this](pid_t tid) { return process_.Waits(tid); };
	std::vector<Sleeper> first, second;

	if (!ScanSleepers(launched_.Reaper(), waits, &first) ||
	    !ScanSleepers(launched_.Reaper(), waits, &second) || !SameSleepers(first, second))
		return false;
	for (const Sleeper &sleeper : second)
		if (sleeper.signalled)
			process_.Signal(sleeper.tid);
	awaits_outside_ = process_.AwaitsOutside() ||
			  std::any_of(second.begin(), second.end(), [this](const Sleeper &sleeper) {
				  return !process_.Waits(sleeper.tid) &&
					 outside_.IsAwaited(Child(sleeper.tid));
			  });
	return true;
}

void Supervisor::Collect()
{
	process_.Collect([this](const Request &request, Outcome outcome) {
		Answer(request, outcome);
		processes_ = kUnknown;
	});
}

/* Whether the clock follows real time, and the next timer is not due yet. */
bool Supervisor::MustWait()
{
	if (!pace_)
		return false;
	std::chrono::nanoseconds passed = Clock::now() - pace_->real;
	return process_.NextTime() > pace_->virtual_ns + uint64_t(passed.count());
}

/* Nothing happens by itself: moves the clock, or ends what is left of the command. */
void Supervisor::Settle()
{
	if (processes_ == kAsleep &&
	    Clock::now() - scanned_ > std::chrono::milliseconds(kSignalsMs))
		processes_ = kUnknown;
	if (processes_ != kAsleep) {
		processes_ = AllSleep() ? kAsleep : kBusy;
		scanned_ = Clock::now();
		if (processes_ == kAsleep && !awaits_outside_)
			pace_.reset();
		else if (processes_ == kAsleep && !pace_)
			pace_ = Pace{scanned_, process_.Now()};
	} else if (exited_) {
		End(Result::kEnded);
	} else if (pace_) {
		if (!MustWait() && !process_.Advance())
			End(Result::kVirtualTime);
	} else if (!process_.Advance()) {
		End(process_.NextTime() == kNever ? Result::kDeadlock : Result::kVirtualTime);
	}
}

Result Supervisor::Run()
{
	while (!gone_) {
		bool settle = !ending_ && (exited_ || process_.Blocked());
		int wait = ending_ ? -1 : RemainingMs();

		if (settle)
			wait = processes_ == kBusy || MustWait() ? kRescanMs : 0;
		bool happened = HandleEvents(wait);
		if (!backend_.Alive())
			End(Result::kEnded);
		else if (RemainingMs() == 0)
			End(exited_ || told_ ? Result::kEnded : Result::kRealTime);
		else if (settle && !happened)
			Settle();
		if (!ending_)
			Collect();
	}
	Drain(&launched_.out, &result_.out);
	Drain(&launched_.err, &result_.err);
	result_.files = files_.Take();
	return std::move(result_);
}

} // namespace

Result Run(Backend &backend, const Command &command)
{
	if (!backend.Alive())
		throw Error("KTEST_DEAD", "running " +
						  (command.argv.empty() ? "" : command.argv[0]) +
						  ": the kernel is dead");
	Recorder recorder(backend);
	Result result = Supervisor(recorder, command).Run();
	result.tape = recorder.Take();
	return result;
}

} // namespace ktest::exec
