// SPDX-License-Identifier: GPL-2.0
/* How an instance begins: by booting, or with a snapshot from a file. */
#include "instance_call.h"

#include "error.h"
#include "snapshot_file.h"

#include <algorithm>
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

constexpr size_t kMaxImage = 128 << 20;

/*
 * Boot writes to nearly all pages at the beginning of the arena. To have the host's kernel make
 * them at once takes a third of the time of a fault for each.
 */
constexpr size_t kBootBytes = 5 << 20;

int SlotFor(const BootOptions &options)
{
	if (options.from.empty())
		return options.slot;
	return SnapshotFile(options.from).State().slot;
}

} // namespace

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
	madvise(reinterpret_cast<void *>(arena_), std::min(options.arena_bytes, kBootBytes),
		MADV_POPULATE_WRITE);
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

void Instance::CheckOwn(const Snapshot &snapshot) const
{
	if (snapshot.pool != region_->Pool())
		throw Error("KTEST_FOREIGN_SNAPSHOT", "the snapshot is of another instance");
}

SavedState Instance::Saved() const
{
	SavedState state = {};

	if (image_.BuildId().empty() || image_.BuildId().size() >= sizeof(state.build_id))
		throw Error("KTEST_NO_BUILD_ID", "the library has no build id to know it again by");
	state.arena_bytes = region_->Begin() + region_->Pages() * kPage - arena_;
	state.user = user_;
	state.user_bytes = user_bytes_;
	state.slot = slot_.Number();
	state.main_task = main_task_;
	memcpy(state.build_id, image_.BuildId().c_str(), image_.BuildId().size() + 1);
	return state;
}

void Instance::Save(const Snapshot &snapshot, const std::string &path, const Snapshot *base) const
{
	CheckOwn(snapshot);
	if (base)
		CheckOwn(*base);
	SaveSnapshot(path, Saved(), *region_, snapshot.pages, base);
}

Snapshot Instance::LoadSnapshot(const std::string &path, const Snapshot &base) const
{
	SavedState own = Saved();

	CheckUsable();
	CheckOwn(base);
	SnapshotFile file(path);
	if (memcmp(&own, &file.State(), sizeof(own)))
		throw Error("KTEST_BAD_SNAPSHOT", path + ": made of another instance");
	return {region_->Pool(), file.AddTo(base, *region_)};
}

} // namespace ktest
