// SPDX-License-Identifier: GPL-2.0
#include "instance_call.h"

#include "error.h"

#include <algorithm>

namespace ktest
{

void Instance::CheckUsable() const
{
	if (entered_)
		throw Error("KTEST_REENTRY", "the instance is in a call already");
	if (!alive_)
		throw Error("KTEST_DEAD",
			    "the kernel is dead: " + (death_.empty() ? "see its log" : death_));
}

/* Throws for what a call of the library has returned, unless it is 0 or more. */
void Instance::Check(const char *what, int ret) const
{
	if (ret >= 0)
		return;
	if (ret == -EIO)
		throw Error("KTEST_DEAD", "the kernel is dead: " + death_);
	if (ret == -EBUSY)
		throw Error("KTEST_REENTRY", "the instance is in a call already");
	ThrowErrno(what, -ret);
}

/* For a call that may be the kernel's last: that it dies then is an event, not an exception. */
void Instance::CheckCall(const char *what, int ret) const
{
	if (ret != -EIO)
		Check(what, ret);
}

uint64_t Instance::NextTimer()
{
	uint64_t time = LIB_NEVER;

	Check("next timer", Call([&] {
		      time = image_.api.next_timer();
		      return 0;
	      }));
	return time;
}

int Instance::CreateTask(const std::string &name, int peer)
{
	int task = Call([&] { return image_.api.task_create(peer, name.c_str()); });

	Check("creating a task", task);
	return task;
}

void Instance::ExitTask(int task)
{
	Check("ending a task", Call([&] { return image_.api.task_exit(task); }));
	kept_.erase(task);
}

bool Instance::TaskPending(int task)
{
	int ret = Call([&] { return image_.api.task_pending(task); });

	Check("task", ret);
	return ret;
}

long Instance::Syscall(int task, long nr, const long args[6], bool *blocked)
{
	returned_.reset();
	int ret = Call([&] {
		int err = image_.api.syscall(task, nr, args);

		if (err)
			return err;
		calling_ = task;
		image_.api.run();
		return 0;
	});
	calling_ = 0;
	CheckCall("system call", ret);
	*blocked = !returned_;
	return returned_.value_or(0);
}

void Instance::KeepReturns(int task)
{
	kept_.emplace(task, std::nullopt);
}

std::optional<long> Instance::TakeReturn(int task)
{
	auto at = kept_.find(task);
	std::optional<long> ret;

	if (at != kept_.end())
		ret.swap(at->second);
	return ret;
}

void Instance::RunUntil(uint64_t t_ns)
{
	int ret = Call([&] { return image_.api.advance(t_ns); });

	if (ret == -EINVAL)
		throw Error("ERR_OUT_OF_RANGE", "the time lies before the present");
	CheckCall("moving the clock", ret);
}

void Instance::RunUntilEvent(uint64_t t_ns)
{
	auto news = [this] {
		return events_.Pending() > 0 ||
		       std::any_of(kept_.begin(), kept_.end(),
				   [](const auto &task) { return task.second.has_value(); });
	};
	int ret = Call([&] {
		const Api &api = image_.api;
		bool last = false;
		int err = t_ns < api.now() ? -EINVAL : 0;

		while (!err && !last && !news()) {
			uint64_t next = std::max(api.next_timer(), api.now());

			last = next >= t_ns;
			err = api.advance(std::min(next, t_ns));
		}
		return err;
	});

	if (ret == -EINVAL)
		throw Error("ERR_OUT_OF_RANGE", "the time lies before the present");
	CheckCall("moving the clock", ret);
}

int Instance::CreateDevice(const struct lib_dev_config &config)
{
	int device = Call([&] { return image_.api.dev_create(&config); });

	Check("creating a net_device", device);
	return device;
}

void Instance::DestroyDevice(int device)
{
	Check("removing a net_device", Call([&] { return image_.api.dev_destroy(device); }));
}

void Instance::Receive(int device, const void *frame, size_t bytes, unsigned gso_size, bool more)
{
	CheckCall("receiving a frame", Call([&] {
			  int err = image_.api.dev_receive(device, frame, bytes, gso_size);

			  return err || more ? err : image_.api.run();
		  }));
}

std::shared_ptr<Coverage> Instance::StartCoverage(Coverage::Kind kind)
{
	auto coverage = std::make_shared<Coverage>(CheckedBlocks());

	StartCoverage(coverage, kind);
	return coverage;
}

void Instance::StartCoverage(std::shared_ptr<Coverage> coverage, Coverage::Kind kind)
{
	CheckUsable();
	if (coverage->Blocks() != CheckedBlocks())
		throw Error("ERR_INVALID_ARG_VALUE", "the counters are not those of this library");
	image_.CountBy(kind);
	coverage->MapAt(image_.Counters());
	coverage_ = std::move(coverage);
}

size_t Instance::CheckedBlocks() const
{
	if (!image_.Blocks())
		throw Error(
			"KTEST_NO_COVERAGE",
			"the library was built without coverage: that is the variant \"coverage\"");
	return image_.Blocks();
}

Snapshot Instance::TakeSnapshot()
{
	CheckUsable();
	return {region_->Pool(), region_->Take()};
}

void Instance::Restore(const Snapshot &snapshot)
{
	if (entered_)
		throw Error("KTEST_REENTRY", "the instance is in a call already");
	CheckOwn(snapshot);
	region_->Put(snapshot.pages);
	events_.Clear();
	for (auto &task : kept_)
		task.second.reset();
	death_.clear();
	/* Which time it is there, and that it is alive. */
	EnterLibrary([] { return 0; });
}

void Instance::AbandonMemory()
{
	slot_.Abandon();
	region_->UnprotectAll();
}

} // namespace ktest
