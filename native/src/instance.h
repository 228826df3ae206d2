/* SPDX-License-Identifier: GPL-2.0 */
/*
 * instance.h - one kernel: library, arena, tasks, devices, events. Knows nothing of JavaScript.
 *
 * Belongs to the thread that made it. Errors are exceptions (error.h): KTEST_DEAD after a
 * panic, KTEST_REENTRY from a callback, or the errno the library returned. The call during
 * which the kernel dies returns normally; it leaves an event that says why.
 */
#ifndef KTEST_INSTANCE_H
#define KTEST_INSTANCE_H

#include "coverage.h"
#include "event_queue.h"
#include "fault.h"
#include "image.h"
#include "region.h"
#include "slot.h"
#include "snapshot.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ktest
{

struct BootOptions {
	std::string library; /* path of liblinux-*.so */
	std::string from;    /* path of a saved snapshot to start from instead of booting */
	std::string command_line;
	int slot = -1; /* -1: the lowest free one */
	uint64_t arena_bytes = 64 << 20;
	uint64_t user_bytes = 1 << 20;
	uint64_t seed = 0;
	/*
	 * Nothing of the host shows: the clocks start at fixed times. Not at 0, which to
	 * tcp_input.c means "never sent"; the date is that of the release of Linux 6.12.
	 */
	uint64_t clock_ns = 1000000000;
	uint64_t realtime_ns = 1731801600000000000; /* at least clock_ns */
	uint64_t limit_ns = 10000000000; /* CPU time that one call may take; 0: no limit */
};

class Instance
{
      public:
	explicit Instance(const BootOptions &options);
	~Instance();
	Instance(const Instance &) = delete;
	Instance &operator=(const Instance &) = delete;

	const std::string &Release() const
	{
		return release_;
	}
	bool Alive() const
	{
		return alive_;
	}
	uint64_t Now() const
	{
		return now_;
	}
	uint64_t NextTimer();

	/* Throws KTEST_DEAD or KTEST_REENTRY if it can take no calls at present. */
	void CheckUsable() const;

	/* A thread of `peer`, or with 0 a new process. */
	int CreateTask(const std::string &name, int peer);
	void ExitTask(int task);
	bool TaskPending(int task);

	/*
	 * Performs a system call. Its value or negative errno; or *blocked is true, and the
	 * value follows as an event or through TakeReturn().
	 */
	long Syscall(int task, long nr, const long args[6], bool *blocked);

	/*
	 * From now on the values of blocked calls of this task are kept for TakeReturn() and
	 * make no events, nor do its signals: for a task that serves a host program. ExitTask()
	 * ends that.
	 */
	void KeepReturns(int task);

	/* The value of the task's last call if it has returned meanwhile. Once for each call. */
	std::optional<long> TakeReturn(int task);

	/* Moves the clock to t_ns. */
	void RunUntil(uint64_t t_ns);

	/* The same, but ends after the timer that leaves an event or a value for TakeReturn(). */
	void RunUntilEvent(uint64_t t_ns);

	int CreateDevice(const struct lib_dev_config &config);
	void DestroyDevice(int device);
	/* more: the stack gets the frame together with the next one, or when the clock moves. */
	void Receive(int device, const void *frame, size_t bytes, unsigned gso_size, bool more);

	/*
	 * The state now; events that were not taken are not part of it. The host's own system
	 * calls cannot write to memory of the instance after this (EFAULT); ordinary stores can.
	 */
	Snapshot TakeSnapshot();

	/* Goes back to it; drops the events. Throws KTEST_FOREIGN_SNAPSHOT. */
	void Restore(const Snapshot &snapshot);

	/*
	 * Writes it to a file: all of it for BootOptions::from, or with a base the difference
	 * from that for LoadSnapshot(). Throws KTEST_FOREIGN_SNAPSHOT.
	 */
	void Save(const Snapshot &snapshot, const std::string &path, const Snapshot *base) const;

	/*
	 * The snapshot that was saved as a difference from `base`; here, or in any instance with
	 * the same base. Throws KTEST_BAD_SNAPSHOT, KTEST_FOREIGN_SNAPSHOT.
	 */
	Snapshot LoadSnapshot(const std::string &path, const Snapshot &base) const;

	/*
	 * Which task goes next? Called with the runnable tasks; an index, and what is out of
	 * range means 0. An empty function leaves it to the kernel.
	 */
	using Scheduler = std::function<size_t(const std::vector<int> &tasks)>;
	void SetScheduler(Scheduler scheduler);

	bool HasScheduler() const
	{
		return static_cast<bool>(scheduler_);
	}

	/*
	 * Called with each frame that the kernel sends, before it becomes an event. It must not call
	 * the instance.
	 */
	using FrameWatcher = std::function<void(int device, const uint8_t *frame, size_t bytes)>;
	void WatchFrames(FrameWatcher watcher)
	{
		watcher_ = std::move(watcher);
	}

	/*
	 * From now on the library counts in the memory that this returns, zeros at first, which of
	 * its code runs. Throws KTEST_NO_COVERAGE if it was built without.
	 */
	std::shared_ptr<Coverage> StartCoverage(Coverage::Kind kind);

	/* The same in memory that is there, for as many basic blocks as the library has. */
	void StartCoverage(std::shared_ptr<Coverage> coverage, Coverage::Kind kind);

	/* The first task; its process owns the user memory. */
	int MainTask() const
	{
		return main_task_;
	}
	uint8_t *UserMemory() const
	{
		return reinterpret_cast<uint8_t *>(user_);
	}
	size_t UserBytes() const
	{
		return user_bytes_;
	}
	EventQueue &Events()
	{
		return events_;
	}
	bool Entered() const
	{
		return entered_;
	}
	int SlotNumber() const
	{
		return slot_.Number();
	}
	uint32_t DirtyPages() const
	{
		return region_->DirtyPages();
	}

	/* The memory stays mapped after the destructor, because somebody may still read it. */
	void AbandonMemory();

      private:
	struct HostPage;
	struct Callback;

	void MapHost();
	void MapArena(uint64_t bytes);
	void Boot(const BootOptions &options);
	void Load(const std::string &path);
	void MakeUserMemory(uint64_t bytes);
	template <typename F> int EnterLibrary(F &&f);
	template <typename F> int Call(F &&f);
	void Check(const char *what, int ret) const;
	void CheckCall(const char *what, int ret) const;
	HostPage *Host() const;
	void CheckOwn(const Snapshot &snapshot) const;
	size_t CheckedBlocks() const;
	struct SavedState Saved() const;

	static void OnLog(void *ctx, int level, const char *text, size_t bytes);
	static void OnTransmit(void *ctx, int dev, const void *frame, size_t bytes);
	static void OnComplete(void *ctx, int task, long ret);
	static void OnSignal(void *ctx, int task, int signo);
	static size_t OnPick(void *ctx, const int *tasks, size_t n);
	static void OnDied(void *ctx, const char *reason);

	Slot slot_;
	Image image_;
	std::unique_ptr<Region> region_;
	FaultTarget target_ = {};
	EventQueue events_;
	Scheduler scheduler_;
	FrameWatcher watcher_;
	std::shared_ptr<Coverage> coverage_; /* null: nobody reads it */

	std::string release_;
	uintptr_t arena_ = 0;
	int main_task_ = 0;
	uintptr_t user_ = 0;
	size_t user_bytes_ = 0;

	bool entered_ = false;
	bool alive_ = false;
	uint64_t now_ = 0;
	std::string last_log_, death_;

	/* The call that Syscall() is waiting for, and its value once it is there. */
	int calling_ = 0;
	std::optional<long> returned_;

	/* Tasks of KeepReturns(). */
	std::map<int, std::optional<long>> kept_;
	bool kept_news_ = false;
};

} // namespace ktest

#endif /* KTEST_INSTANCE_H */
