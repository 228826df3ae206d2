// SPDX-License-Identifier: GPL-2.0
#include "page_pool.h"

#include "error.h"
#include "slot.h"

#include <cerrno>
#include <cstring>
#include <sys/mman.h>

namespace ktest
{

constexpr size_t kPagesPerChunk = 256;

PagePool::~PagePool()
{
	for (const Mapping &m : mappings_)
		munmap(m.at, m.bytes);
}

void PagePool::Adopt(void *mapping, size_t bytes)
{
	mappings_.push_back({mapping, bytes});
}

void PagePool::Grow()
{
	size_t bytes = kPagesPerChunk * kPage;
	void *chunk = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (chunk == MAP_FAILED)
		ThrowErrno("memory for a snapshot", errno);
	Adopt(chunk, bytes);
	for (size_t i = kPagesPerChunk; i-- > 0;) {
		pages_.push_back({static_cast<uint8_t *>(chunk) + i * kPage, 0, true, this});
		free_.push_back(&pages_.back());
	}
}

Page *PagePool::Copy(const void *bytes)
{
	if (free_.empty())
		Grow();
	Page *page = free_.back();
	free_.pop_back();
	memcpy(const_cast<uint8_t *>(page->bytes), bytes, kPage);
	page->refs = 1;
	return page;
}

Page *PagePool::Refer(const uint8_t *bytes)
{
	if (free_headers_.empty()) {
		pages_.push_back({bytes, 1, false, this});
		return &pages_.back();
	}
	Page *page = free_headers_.back();
	free_headers_.pop_back();
	page->bytes = bytes;
	page->refs = 1;
	return page;
}

void PagePool::Release(Page *page)
{
	(page->owned ? free_ : free_headers_).push_back(page);
}

} // namespace ktest
