// SPDX-License-Identifier: GPL-2.0
#include "thread.h"

#include "error.h"
#include "fault.h"
#include "watchdog.h"

#include <cerrno>
#include <csignal>
#include <memory>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

namespace ktest
{
namespace
{

constexpr size_t kStackBytes = 64 << 10;

__attribute__((tls_model("initial-exec"))) thread_local ThreadState *self = nullptr;

/* Undoes it all when the thread ends. */
struct Owner {
	std::unique_ptr<ThreadState> state;

	~Owner()
	{
		if (!state)
			return;
		WatchdogForget(state.get());
		if (state->stack) {
			stack_t off = {};
			off.ss_flags = SS_DISABLE;
			sigaltstack(&off, nullptr);
			munmap(state->stack, kStackBytes);
		}
		self = nullptr;
	}
};
thread_local Owner owner;

void *GiveSignalStack()
{
	stack_t stack = {};

	sigaltstack(nullptr, &stack);
	if (!(stack.ss_flags & SS_DISABLE) && stack.ss_size >= kStackBytes / 2)
		return nullptr;
	stack.ss_size = kStackBytes;
	stack.ss_flags = 0;
	stack.ss_sp = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	if (stack.ss_sp == MAP_FAILED)
		ThrowErrno("memory for a signal stack", errno);
	if (sigaltstack(&stack, nullptr))
		ThrowErrno("sigaltstack", errno);
	return stack.ss_sp;
}

/*
 * The host writes a signal's frame where the stack pointer is: onto a kernel stack, which is
 * small and whose pages may be protected, unless the handler says SA_ONSTACK. libuv and V8
 * do not say it, and install handlers when they first need them.
 */
void MoveHandlersToSignalStack()
{
	for (int signo = 1; signo < NSIG; signo++) {
		struct sigaction action;

		if (sigaction(signo, nullptr, &action) || (action.sa_flags & SA_ONSTACK))
			continue;
		if (!(action.sa_flags & SA_SIGINFO) &&
		    (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN))
			continue;
		action.sa_flags |= SA_ONSTACK;
		sigaction(signo, &action, nullptr);
	}
}

} // namespace

ThreadState *PrepareThread()
{
	if (!self) {
		auto state = std::make_unique<ThreadState>();

		state->stack = GiveSignalStack();
		state->tid = gettid();
		pthread_getcpuclockid(pthread_self(), &state->cpu_clock);
		WatchdogWatch(state.get());
		self = state.get();
		owner.state = std::move(state);
	}
	if (self->recheck.load(std::memory_order_relaxed)) {
		self->recheck.store(false, std::memory_order_relaxed);
		MoveHandlersToSignalStack();
	}
	return self;
}

FaultTarget *CurrentTarget()
{
	return self ? self->current : nullptr;
}

Entry::Entry(FaultTarget *target)
{
	ThreadState *state = PrepareThread();
	uint64_t sequence = state->sequence.load(std::memory_order_relaxed);

	previous_ = state->current;
	state->current = target;
	state->limit_ns.store(target->limit_ns, std::memory_order_relaxed);
	state->sequence.store(sequence + (previous_ ? 2 : 1), std::memory_order_release);
	target->inside = 1;
}

Entry::~Entry()
{
	uint64_t sequence = self->sequence.load(std::memory_order_relaxed);

	self->current->inside = 0;
	self->current = previous_;
	if (previous_)
		self->limit_ns.store(previous_->limit_ns, std::memory_order_relaxed);
	self->sequence.store(sequence + (previous_ ? 2 : 1), std::memory_order_release);
}

} // namespace ktest
