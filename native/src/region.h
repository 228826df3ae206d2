/* SPDX-License-Identifier: GPL-2.0 */
/*
 * region.h - the memory that is the state of an instance, and which of its pages have
 * changed since the snapshot it is based on.
 *
 * Dirty pages are found by write-protecting the region: the first write to a page faults and
 * puts it in the dirty set. The set is sticky: a restore copies its pages back but leaves
 * them writable, so from the second run on the same test costs no faults and no mprotect(2).
 * Pages that turn out to be left alone for many runs are protected again.
 */
#ifndef KTEST_REGION_H
#define KTEST_REGION_H

#include "page_map.h"

#include <atomic>
#include <memory>
#include <vector>

namespace ktest
{

class Region
{
      public:
	/* [begin, end), page aligned, mapped and writable. */
	Region(uintptr_t begin, uintptr_t end);

	bool Contains(uintptr_t address) const
	{
		return address >= begin_ && address < end_;
	}
	uintptr_t Begin() const
	{
		return begin_;
	}
	uint32_t Pages() const
	{
		return (end_ - begin_) / 4096;
	}

	/* The present content of the region; it is based on that from now on. */
	PageMap Take();

	/* Puts a content back that Take() of this region has returned. */
	void Put(const PageMap &pages);

	/*
	 * The region shows `pages` already, as read-only memory: a snapshot that was loaded.
	 * `pool` owns these pages.
	 */
	void Adopt(const PageMap &pages, std::shared_ptr<PagePool> pool);

	const std::shared_ptr<PagePool> &Pool() const
	{
		return pool_;
	}

	/*
	 * A write to `address` has faulted, or is about to: makes its page writable. False if
	 * the page was writable before. Async-signal-safe.
	 */
	bool Unprotect(uintptr_t address) noexcept;

	/* Makes all of it writable, for the time without a fault handler. Async-signal-safe. */
	bool UnprotectAll() noexcept;

	/* Pages in the dirty set, for tests and measurements. */
	uint32_t DirtyPages() const
	{
		return dirty_count_;
	}

      private:
	uint8_t *At(uint32_t page) const
	{
		return reinterpret_cast<uint8_t *>(begin_ + page * size_t(4096));
	}
	void AddDirty(uint32_t page) noexcept;
	void TakePage(uint32_t page);
	void TakeTouched();
	void ProtectAll();
	void ProtectIdle();

	const uintptr_t begin_, end_;
	std::shared_ptr<PagePool> pool_; /* outlives base_ */
	PageMap base_;
	bool tracking_ = false;

	/* Written by the fault handler; preallocated for all pages. */
	struct PageState {
		uint8_t dirty;
		uint8_t idle; /* restores that found the page unchanged, in a row */
	};
	std::vector<PageState> state_;
	std::vector<uint32_t> dirty_;
	std::atomic<uint32_t> dirty_count_{0};
};

} // namespace ktest

#endif /* KTEST_REGION_H */
