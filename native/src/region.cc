// SPDX-License-Identifier: GPL-2.0
#include "region.h"

#include "elf_file.h"
#include "error.h"
#include "slot.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>

namespace ktest
{
namespace
{

/* A dirty set up to this size stays writable across Take(): faults are dearer than copies. */
constexpr uint32_t kKeepWritable = 256;

/* Restores in a row that find a page unchanged before it is protected again. */
constexpr uint8_t kIdleRestores = 32;

/* ... once there are this many such pages, because mprotect(2) has its price too. */
constexpr uint32_t kIdlePages = 32;

alignas(kPage) const uint8_t zeros[kPage] = {};

const uint8_t *BytesOf(const Page *page)
{
	return page ? page->bytes : zeros;
}

/*
 * A page that is in the dirty set in vain costs a comparison each time, one that is not costs a
 * fault when it is written. When so many comparisons have been in vain for each page that is
 * written, all are protected, and it is found out anew which belong there.
 */
constexpr uint32_t kVainCompares = 32;

/* What finding out costs besides, in pages. */
constexpr uint32_t kScanCost = 16;

/*
 * Which of n pages have ever been touched, from /proc/self/pagemap (bit 63: present, bit 62:
 * swapped out). Where that cannot be read, all of them: slower, not wrong.
 */
std::vector<bool> TouchedPages(uintptr_t begin, uint32_t n)
{
	std::vector<uint64_t> entries(n);
	std::vector<bool> touched(n, true);

	try {
		File pagemap("/proc/self/pagemap", O_RDONLY);
		pagemap.Read(entries.data(), n * sizeof(uint64_t), begin / kPage * sizeof(uint64_t),
			     "EIO");
	} catch (const Error &) {
		return touched;
	}
	for (uint32_t i = 0; i < n; i++)
		touched[i] = entries[i] >> 62;
	return touched;
}

} // namespace

Region::Region(uintptr_t begin, uintptr_t end)
    : begin_(begin), end_(end), pool_(std::make_shared<PagePool>()), state_(Pages()),
      dirty_(Pages())
{
}

void Region::AddDirty(uint32_t page) noexcept
{
	uint32_t at = dirty_count_.fetch_add(1, std::memory_order_relaxed);

	state_[page] = {1, 0};
	dirty_[at] = page;
}

bool Region::Unprotect(uintptr_t address) noexcept
{
	uint32_t page = (address - begin_) / kPage;

	if (!tracking_ || scan_ || state_[page].dirty)
		return false;
	if (mprotect(At(page), kPage, PROT_READ | PROT_WRITE) == 0) {
		AddDirty(page);
		return true;
	}
	/* No mappings are left to split one (vm.max_map_count): one writable mapping it is. */
	return UnprotectAll();
}

bool Region::UnprotectAll() noexcept
{
	if (scan_)
		return true;
	if (mprotect(At(0), end_ - begin_, PROT_READ | PROT_WRITE))
		return false;
	for (uint32_t page = 0; page < Pages(); page++)
		if (!state_[page].dirty)
			AddDirty(page);
	return true;
}

void Region::ProtectAll()
{
	if (mprotect(At(0), end_ - begin_, PROT_READ))
		ThrowErrno("protecting the memory of an instance", errno);
	std::fill(state_.begin(), state_.end(), PageState());
	dirty_count_ = 0;
}

/* Stores what one page holds now, sharing what has not changed. True: it has. */
bool Region::TakePage(uint32_t page)
{
	Page *known = base_.Get(page);

	if (!memcmp(At(page), BytesOf(known), kPage))
		return false;
	base_.Set(page, memcmp(At(page), zeros, kPage) ? pool_->Copy(At(page)) : nullptr);
	return true;
}

void Region::TakeTouched()
{
	std::vector<bool> touched = TouchedPages(begin_, Pages());

	for (uint32_t page = 0; page < Pages(); page++)
		if (touched[page])
			TakePage(page);
}

PageMap Region::Take()
{
	if (!tracking_) {
		TakeTouched();
		Protect();
		return base_;
	}
	if (scan_) {
		uint32_t changed = 0, idle = 0;

		scan_->ForEach([&](uint32_t page) { TakePage(page) ? changed++ : idle++; });
		Waste(idle, changed);
		return base_;
	}
	for (uint32_t i = 0; i < dirty_count_; i++)
		TakePage(dirty_[i]);
	if (dirty_count_ > kKeepWritable)
		ProtectAll();
	return base_;
}

/* From now on what is written is noted. */
void Region::Protect()
{
	scan_ = WriteScan::Of(begin_, end_);
	if (scan_)
		scan_->Forget();
	else
		ProtectAll();
	tracking_ = true;
}

void Region::Waste(uint32_t idle, uint32_t changed)
{
	wasted_ += idle;
	if (wasted_ < kVainCompares * (changed + kScanCost))
		return;
	scan_->Forget();
	wasted_ = 0;
}

void Region::PutScanned(const PageMap &pages)
{
	uint32_t changed = 0, idle = 0;

	auto put = [&](uint32_t page) {
		const uint8_t *bytes = BytesOf(pages.Get(page));

		if (!memcmp(At(page), bytes, kPage)) {
			idle++;
			return;
		}
		memcpy(At(page), bytes, kPage);
		changed++;
	};
	scan_->ForEach(put);
	PageMap::Diff(base_, pages, [&](uint32_t page, Page *, Page *) { put(page); });
	base_ = pages;
	Waste(idle, changed);
}

uint32_t Region::DirtyPages() const
{
	uint32_t pages = dirty_count_;

	if (scan_)
		scan_->ForEach([&](uint32_t) { pages++; });
	return pages;
}

void Region::Put(const PageMap &pages)
{
	if (scan_) {
		PutScanned(pages);
		return;
	}
	PageMap::Diff(base_, pages, [&](uint32_t page, Page *, Page *) {
		if (!state_[page].dirty && !Unprotect(begin_ + page * kPage))
			ThrowErrno("restoring a snapshot", errno);
	});

	uint32_t idle = 0;
	for (uint32_t i = 0; i < dirty_count_; i++) {
		uint32_t page = dirty_[i];
		const uint8_t *bytes = BytesOf(pages.Get(page));

		if (memcmp(At(page), bytes, kPage)) {
			memcpy(At(page), bytes, kPage);
			state_[page].idle = 0;
		} else if (state_[page].idle < kIdleRestores) {
			state_[page].idle++;
		} else {
			idle++;
		}
	}
	base_ = pages;
	if (idle >= kIdlePages)
		ProtectIdle();
}

/* Protects the idle pages of the dirty set, adjoining ones with one call. */
void Region::ProtectIdle()
{
	auto end = dirty_.begin() + dirty_count_;
	auto keep = std::partition(dirty_.begin(), end, [&](uint32_t page) {
		return state_[page].idle < kIdleRestores;
	});

	std::sort(keep, end);
	for (auto from = keep; from != end;) {
		auto to = from + 1;
		while (to != end && *to == *(to - 1) + 1)
			to++;
		if (mprotect(At(*from), (to - from) * kPage, PROT_READ)) {
			dirty_count_ = std::copy(from, end, keep) - dirty_.begin();
			return;
		}
		for (; from != to; from++)
			state_[*from] = PageState();
	}
	dirty_count_ = keep - dirty_.begin();
}

void Region::Adopt(const PageMap &pages, std::shared_ptr<PagePool> pool)
{
	base_ = PageMap();
	pool_ = std::move(pool);
	base_ = pages;
	tracking_ = true;
	scan_ = WriteScan::Of(begin_, end_);
	if (!scan_)
		return;
	if (mprotect(At(0), end_ - begin_, PROT_READ | PROT_WRITE))
		ThrowErrno("memory for an instance", errno);
	scan_->Forget();
}

} // namespace ktest
