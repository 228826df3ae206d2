/* SPDX-License-Identifier: GPL-2.0 */
/*
 * region.h - the memory that is the state of an instance, and which of its pages have
 * changed since the snapshot it is based on.
 *
 * The host's kernel says which pages were written (write_scan.h). Where it cannot, dirty pages are
 * found by write-protecting the region: the first write to a page faults and puts it in the
 * dirty set. Either way the set is sticky: a restore copies its pages back but leaves
 * them writable, so from the second run on the same test costs no faults. Pages that turn out to be
 * left alone are protected again.
 */
#ifndef KTEST_REGION_H
#define KTEST_REGION_H

#include "page_map.h"
#include "write_scan.h"

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
	uint32_t DirtyPages() const;

      private:
	uint8_t *At(uint32_t page) const
	{
		return reinterpret_cast<uint8_t *>(begin_ + page * size_t(4096));
	}
	void AddDirty(uint32_t page) noexcept;
	bool TakePage(uint32_t page);
	void TakeTouched();
	void Protect();
	void ProtectAll();
	void ProtectIdle();
	void PutScanned(const PageMap &pages);
	void Waste(uint32_t idle, uint32_t changed);

	const uintptr_t begin_, end_;
	std::shared_ptr<PagePool> pool_; /* outlives base_ */
	PageMap base_;
	bool tracking_ = false;

	std::unique_ptr<WriteScan> scan_; /* once it is tracking_; null: by faults */
	uint32_t wasted_ = 0;		  /* pages that were compared in vain */

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
