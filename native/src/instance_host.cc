// SPDX-License-Identifier: GPL-2.0
/* The other direction: what the library calls, on the stack of its caller. */
#include "instance_call.h"

#include "error.h"

#include <algorithm>
#include <cstring>
#include <sys/mman.h>

namespace ktest
{
namespace
{

/* KERN_WARNING. */
constexpr int kLogWarning = 4;

/* Longer than any frame or log record, and than the list of tasks that can go on. */
constexpr size_t kMaxPayload = 128 << 10, kMaxRunnable = 64;

} // namespace

Instance::HostPage *Instance::Host() const
{
	return reinterpret_cast<HostPage *>(slot_.Base());
}

void Instance::MapHost()
{
	if (mprotect(Host(), kPage, PROT_READ | PROT_WRITE))
		ThrowErrno("memory for an instance", errno);
	Host()->self = this;
	Host()->host = {Host(), OnLog, OnTransmit, OnComplete, OnSignal, nullptr, OnDied};
}

void Instance::SetScheduler(Scheduler scheduler)
{
	CheckUsable();
	scheduler_ = std::move(scheduler);
	Host()->host.pick = scheduler_ ? OnPick : nullptr;
	Check("lib_attach", Call([&] { return image_.api.attach(&Host()->host); }));
}

/*
 * One of them is in progress. What the library passes may be garbage if its memory is: reading
 * it counts as the library's own doing, so that a fault ends the call and not the process.
 */
struct Instance::Callback {
	explicit Callback(void *ctx)
	    : self(static_cast<HostPage *>(ctx)->self), now(self->image_.api.now())
	{
	}

	void Push(EventType type, int id, double value, const void *payload, size_t bytes) const
	{
		self->events_.Push(type, now, id, value, payload, std::min(bytes, kMaxPayload));
	}

	Instance *const self;
	const uint64_t now;
};

void Instance::OnLog(void *ctx, int level, const char *text, size_t bytes)
{
	Callback callback(ctx);

	if (level <= kLogWarning)
		callback.self->last_log_.assign(text, std::min(bytes, kMaxPayload));
	callback.Push(EventType::kLog, level, 0, text, bytes);
}

void Instance::OnTransmit(void *ctx, int dev, const void *frame, size_t bytes)
{
	Callback callback(ctx);
	const FrameWatcher &watcher = callback.self->watcher_;

	if (watcher)
		watcher(dev, static_cast<const uint8_t *>(frame), bytes);
	callback.Push(EventType::kFrame, dev, 0, frame, bytes);
}

void Instance::OnComplete(void *ctx, int task, long ret)
{
	Callback callback(ctx);
	Instance *self = callback.self;

	if (task == self->calling_) {
		self->returned_ = ret;
		return;
	}
	auto kept = self->kept_.find(task);
	if (kept != self->kept_.end())
		kept->second = ret;
	else
		callback.Push(EventType::kComplete, task, ret, nullptr, 0);
}

void Instance::OnSignal(void *ctx, int task, int signo)
{
	Callback callback(ctx);

	if (!callback.self->kept_.count(task))
		callback.Push(EventType::kSignal, task, signo, nullptr, 0);
}

size_t Instance::OnPick(void *ctx, const int *tasks, size_t n)
{
	Callback callback(ctx);
	Instance *self = callback.self;
	std::vector<int> runnable(tasks, tasks + std::min(n, kMaxRunnable));

	self->events_.SetStatus(true, callback.now);
	HostCall host(&self->target_);
	return self->scheduler_(runnable);
}

void Instance::OnDied(void *ctx, const char *reason)
{
	Callback callback(ctx);

	size_t bytes = strnlen(reason, kMaxPayload);

	callback.self->death_.assign(reason, bytes);
	callback.Push(EventType::kDied, 0, 0, reason, bytes);
}

} // namespace ktest
