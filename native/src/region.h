/* SPDX-License-Identifier: GPL-2.0 */
/*
 * region.h - the memory that is the state of an instance, and which of its pages have
 * changed since the snapshot it is based on (written_pages.h).
 */
#ifndef KTEST_REGION_H
#define KTEST_REGION_H

#include "page_map.h"
#include "written_pages.h"

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
	bool TakePage(uint32_t page);
	void TakeTouched();
	void Track();

	const uintptr_t begin_, end_;
	std::shared_ptr<PagePool> pool_; /* outlives base_ */
	PageMap base_;
	std::unique_ptr<WrittenPages> written_; /* null: there is no snapshot yet */
	std::vector<uint32_t> differing_;	/* of Put(), kept for its memory */
};

} // namespace ktest

#endif /* KTEST_REGION_H */
