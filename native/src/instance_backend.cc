// SPDX-License-Identifier: GPL-2.0
#include "instance_backend.h"

#include "error.h"

#include <cerrno>
#include <csignal>
#include <optional>

namespace ktest
{
namespace
{

/* __NR_tkill of asm-generic/unistd.h. */
constexpr long kNrTkill = 130;

/* f(), or the negative errno of what it throws: -EIO where that has none, as when it is dead. */
template <typename F> long Errno(F &&f)
{
	try {
		return f();
	} catch (const Error &e) {
		return e.err ? -e.err : -EIO;
	}
}

} // namespace

InstanceBackend::~InstanceBackend()
{
	if (signaller_ > 0)
		ExitTask(signaller_);
}

int InstanceBackend::CreateTask(int peer, const char *name)
{
	return Errno([&] {
		int task = instance_->CreateTask(name, peer);

		instance_->KeepReturns(task);
		return task;
	});
}

void InstanceBackend::ExitTask(int task)
{
	Errno([&] {
		instance_->ExitTask(task);
		return 0;
	});
}

bool InstanceBackend::Start(int task, long nr, const long args[6], long *ret)
{
	bool blocked = false;

	*ret = Errno([&] { return instance_->Syscall(task, nr, args, &blocked); });
	return !blocked;
}

bool InstanceBackend::Finished(int task, long *ret)
{
	std::optional<long> value = instance_->TakeReturn(task);

	if (value)
		*ret = *value;
	return value.has_value();
}

/* To a task that has not asked for anything else, SIGUSR1 is one that has a handler. */
void InstanceBackend::Interrupt(int task)
{
	long args[6] = {task, SIGUSR1};
	long ret;

	if (signaller_ <= 0)
		signaller_ = CreateTask(0, "interrupt");
	if (signaller_ > 0)
		Start(signaller_, kNrTkill, args, &ret);
}

uint64_t InstanceBackend::Now()
{
	return instance_->Now();
}

uint64_t InstanceBackend::NextTimer()
{
	return instance_->Alive() ? instance_->NextTimer() : LIB_NEVER;
}

void InstanceBackend::AdvanceTo(uint64_t ns)
{
	Errno([&] {
		instance_->RunUntil(ns);
		return 0;
	});
}

bool InstanceBackend::Alive()
{
	return instance_->Alive();
}

} // namespace ktest
