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

	if (!tracking_ || state_[page].dirty)
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

/* Stores what one page holds now, sharing what has not changed. */
void Region::TakePage(uint32_t page)
{
	Page *known = base_.Get(page);

	if (!memcmp(At(page), BytesOf(known), kPage))
		return;
	base_.Set(page, memcmp(At(page), zeros, kPage) ? pool_->Copy(At(page)) : nullptr);
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
	if (tracking_)
		for (uint32_t i = 0; i < dirty_count_; i++)
			TakePage(dirty_[i]);
	else
		TakeTouched();
	if (!tracking_ || dirty_count_ > kKeepWritable)
		ProtectAll();
	tracking_ = true;
	return base_;
}

void Region::Put(const PageMap &pages)
{
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
}

} // namespace ktest
