// SPDX-License-Identifier: GPL-2.0
#include "region.h"

#include "elf_file.h"
#include "error.h"
#include "page_copy.h"
#include "slot.h"

#include <cstring>
#include <fcntl.h>

namespace ktest
{
namespace
{

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
    : begin_(begin), end_(end), pool_(std::make_shared<PagePool>())
{
}

bool Region::Unprotect(uintptr_t address) noexcept
{
	return written_ && written_->Unprotect((address - begin_) / kPage);
}

bool Region::UnprotectAll() noexcept
{
	return !written_ || written_->UnprotectAll();
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
	if (written_) {
		written_->ForTake([this](uint32_t page) { return TakePage(page); });
	} else {
		TakeTouched();
		Track();
	}
	return base_;
}

/* From now on what is written is noted. */
void Region::Track()
{
	written_ = WrittenPages::Of(begin_, end_);
	written_->Begin();
}

uint32_t Region::DirtyPages() const
{
	return written_ ? written_->Count() : 0;
}

void Region::Put(const PageMap &pages)
{
	differing_.clear();
	PageMap::Diff(base_, pages,
		      [&](uint32_t page, Page *, Page *) { differing_.push_back(page); });
	written_->ForPut(differing_, [&](uint32_t page) {
		return MakeSame(At(page), BytesOf(pages.Get(page)));
	});
	base_ = pages;
}

void Region::Adopt(const PageMap &pages, std::shared_ptr<PagePool> pool)
{
	base_ = PageMap();
	pool_ = std::move(pool);
	base_ = pages;
	Track();
}

} // namespace ktest
