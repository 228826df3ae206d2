// SPDX-License-Identifier: GPL-2.0
#include "instance.h"

#include "error.h"
#include "snapshot_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/mman.h>

namespace ktest
{
namespace
{

/* __NR_mmap of asm-generic/unistd.h. */
constexpr long kNrMmap = 222;

/* Physical memory starts on such a boundary, as the page allocator likes it. */
constexpr uintptr_t kArenaAlign = 2 << 20;

/* KERN_WARNING. */
constexpr int kLogWarning = 4;

/* Longer than any frame or log record, and than the list of tasks that can go on. */
constexpr size_t kMaxPayload = 128 << 10, kMaxRunnable = 64;

constexpr size_t kMaxImage = 128 << 20;

int SlotFor(const BootOptions &options)
{
	if (options.from.empty())
		return options.slot;
	return SnapshotFile(options.from).State().slot;
}

} // namespace

struct Instance::HostPage {
	struct lib_host host;
	Instance *self;
};

/* f(), which calls the library and returns 0, a positive value or a negative errno. */
template <typename F> int Instance::EnterLibrary(F &&f)
{
	Entry entry(&target_);
	auto function = [&] {
		int ret = f();

		alive_ = image_.api.alive();
		now_ = image_.api.now();
		return ret;
	};
	auto call = [](void *arg) { return (*static_cast<decltype(function) *>(arg))(); };

	entered_ = true;
	int ret = CallLibrary(&target_, call, &function);
	if (ret == kCrashed) {
		alive_ = false;
		death_ = "the library has crashed";
		events_.Push(EventType::kDied, now_, 0, 0, death_.data(), death_.size());
	}
	entered_ = false;
	events_.SetStatus(alive_, now_);
	return ret == kCrashed ? -EIO : ret;
}

/* The same for an instance in use: refuses re-entry, and the dead. */
template <typename F> int Instance::Call(F &&f)
{
	CheckUsable();
	return EnterLibrary(f);
}

Instance::Instance(const BootOptions &options)
    : slot_(SlotFor(options)),
      image_(options.library, slot_.Base() + kImageOffset, kMaxImage,
	     options.from.empty() ? Image::Data::kInitial : Image::Data::kNothing)
{
	MapHost();
	try {
		target_.limit_ns = options.limit_ns;
		if (options.from.empty())
			Boot(options);
		else
			Load(options.from);
		Check("lib_release", Call([&] {
			      release_ = image_.api.release();
			      return 0;
		      }));
	} catch (...) {
		RemoveFaultTarget(slot_.Number());
		throw;
	}
}

Instance::~Instance()
{
	RemoveFaultTarget(slot_.Number());
}

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

void Instance::MapArena(uint64_t bytes)
{
	arena_ = (image_.DataEnd() + kArenaAlign - 1) / kArenaAlign * kArenaAlign;

	void *at = reinterpret_cast<void *>(image_.DataEnd());
	uintptr_t end = arena_ + bytes;
	if (mmap(at, end - image_.DataEnd(), PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == MAP_FAILED)
		ThrowErrno("memory for an instance", errno);

	void *data = reinterpret_cast<void *>(image_.DataBegin());
	size_t all = end - image_.DataBegin();
	/* Dirty pages are counted one by one, and programs that are started need none of it. */
	madvise(data, all, MADV_NOHUGEPAGE);
	madvise(data, all, MADV_DONTFORK);
	region_ = std::make_unique<Region>(image_.DataBegin(), end);
	target_.image = &image_;
	target_.region = region_.get();
	AddFaultTarget(slot_.Number(), &target_);
}

void Instance::Boot(const BootOptions &options)
{
	struct lib_config config = {};

	MapArena(options.arena_bytes);
	config.abi = LIB_ABI;
	config.arena = reinterpret_cast<void *>(arena_);
	config.arena_bytes = options.arena_bytes;
	config.seed = options.seed;
	config.clock_ns = options.clock_ns;
	config.realtime_ns = options.realtime_ns;
	config.cmdline = options.command_line.empty() ? nullptr : options.command_line.c_str();
	config.host = &Host()->host;

	int ret = EnterLibrary([&] { return image_.api.init(&config); });
	if (ret)
		throw Error("KTEST_BOOT",
			    "the kernel did not boot: " + (!death_.empty()	? death_
							   : !last_log_.empty() ? last_log_
										: ErrnoName(-ret)));
	MakeUserMemory(options.user_bytes);
}

void Instance::MakeUserMemory(uint64_t bytes)
{
	constexpr long kReadWrite = 3, kPrivateAnonymous = 0x22;
	long args[6] = {0, static_cast<long>(bytes), kReadWrite, kPrivateAnonymous, -1, 0};
	bool blocked = false;

	main_task_ = CreateTask("ktest", 0);
	long ret = Syscall(main_task_, kNrMmap, args, &blocked);
	if (blocked || (ret < 0 && ret > -4096))
		throw Error("KTEST_BOOT",
			    "no user memory: mmap() of " + std::to_string(bytes) +
				    " bytes: " + (blocked ? death_ : ErrnoName(-ret)));
	user_ = ret;
	user_bytes_ = bytes;
	if (!region_->Contains(user_) || !region_->Contains(user_ + bytes - 1))
		throw Error("KTEST_BOOT", "mmap() gave memory outside the arena");
}

void Instance::Load(const std::string &path)
{
	SnapshotFile file(path);
	const SavedState &state = file.State();

	if (image_.BuildId().empty() || image_.BuildId() != state.build_id)
		throw Error("KTEST_BAD_SNAPSHOT", path + ": made by another build of the library");
	MapArena(state.arena_bytes);
	if (mprotect(reinterpret_cast<void *>(region_->Begin()), region_->Pages() * kPage,
		     PROT_READ))
		ThrowErrno("memory for an instance", errno);
	file.MapOnto(region_.get());
	main_task_ = state.main_task;
	user_ = state.user;
	user_bytes_ = state.user_bytes;
	if (!region_->Contains(user_) || user_bytes_ == 0 ||
	    !region_->Contains(user_ + user_bytes_ - 1))
		throw Error("KTEST_BAD_SNAPSHOT", path + ": damaged");
	Check("lib_attach", EnterLibrary([&] { return image_.api.attach(&Host()->host); }));
}

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

void Instance::Receive(int device, const void *frame, size_t bytes, unsigned gso_size)
{
	CheckCall("receiving a frame", Call([&] {
			  int err = image_.api.dev_receive(device, frame, bytes, gso_size);

			  return err ? err : image_.api.run();
		  }));
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
	if (snapshot.pool != region_->Pool())
		throw Error("KTEST_FOREIGN_SNAPSHOT", "the snapshot is of another instance");
	region_->Put(snapshot.pages);
	events_.Clear();
	for (auto &task : kept_)
		task.second.reset();
	death_.clear();
	EnterLibrary([] { return 0; });
}

void Instance::Save(const Snapshot &snapshot, const std::string &path) const
{
	SavedState state = {};

	if (snapshot.pool != region_->Pool())
		throw Error("KTEST_FOREIGN_SNAPSHOT", "the snapshot is of another instance");
	if (image_.BuildId().empty() || image_.BuildId().size() >= sizeof(state.build_id))
		throw Error("KTEST_NO_BUILD_ID", "the library has no build id to know it again by");
	state.arena_bytes = region_->Begin() + region_->Pages() * kPage - arena_;
	state.user = user_;
	state.user_bytes = user_bytes_;
	state.slot = slot_.Number();
	state.main_task = main_task_;
	memcpy(state.build_id, image_.BuildId().c_str(), image_.BuildId().size() + 1);
	SaveSnapshot(path, state, *region_, snapshot.pages);
}

void Instance::AbandonMemory()
{
	slot_.Abandon();
	region_->UnprotectAll();
}

void Instance::SetScheduler(Scheduler scheduler)
{
	CheckUsable();
	scheduler_ = std::move(scheduler);
	Host()->host.pick = scheduler_ ? OnPick : nullptr;
	Check("lib_attach", Call([&] { return image_.api.attach(&Host()->host); }));
}

/* ---- callbacks, on the stack of the caller of the library ---- */

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
	Callback(ctx).Push(EventType::kFrame, dev, 0, frame, bytes);
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
