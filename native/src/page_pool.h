/* SPDX-License-Identifier: GPL-2.0 */
/*
 * page_pool.h - the contents of pages, reference counted. Not thread safe: a pool belongs to
 * one instance and its snapshots, and these to one thread.
 */
#ifndef KTEST_PAGE_POOL_H
#define KTEST_PAGE_POOL_H

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace ktest
{

class PagePool;

/* The immutable content of one page. */
struct Page {
	const uint8_t *bytes;
	uint32_t refs;
	bool owned; /* the bytes are the pool's to give to another page */
	PagePool *pool;
};

class PagePool
{
      public:
	PagePool() = default;
	~PagePool();
	PagePool(const PagePool &) = delete;
	PagePool &operator=(const PagePool &) = delete;

	/* A new page with one reference and a copy of these kPage bytes. */
	Page *Copy(const void *bytes);

	/* A new page with one reference to bytes that live as long as the pool. */
	Page *Refer(const uint8_t *bytes);

	/* Memory that is unmapped with the pool. */
	void Adopt(void *mapping, size_t bytes);

	static void Ref(Page *page)
	{
		page->refs++;
	}
	static void Unref(Page *page)
	{
		if (--page->refs == 0)
			page->pool->Release(page);
	}

      private:
	struct Mapping {
		void *at;
		size_t bytes;
	};
	void Grow();
	void Release(Page *page);

	std::vector<Mapping> mappings_;
	std::deque<Page> pages_;
	std::vector<Page *> free_;	   /* with bytes of their own */
	std::vector<Page *> free_headers_; /* without */
};

} // namespace ktest

#endif /* KTEST_PAGE_POOL_H */
