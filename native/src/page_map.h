/* SPDX-License-Identifier: GPL-2.0 */
/*
 * page_map.h - page number -> content, as a persistent radix tree.
 *
 * Copying a map costs nothing, changing one page copies three nodes, and the pages in which
 * two maps differ are found without looking at what they share: a tree of snapshots needs
 * no parent pointers and a restore is as dear as the difference.
 */
#ifndef KTEST_PAGE_MAP_H
#define KTEST_PAGE_MAP_H

#include "page_pool.h"

#include <utility>

namespace ktest
{

class PageMap
{
      public:
	/* 64^3 pages: 1 GiB, a whole slot. */
	static constexpr uint32_t kPages = 1u << 18;

	PageMap() = default;
	~PageMap();
	PageMap(const PageMap &other);
	PageMap(PageMap &&other) noexcept : root_(other.root_)
	{
		other.root_ = nullptr;
	}
	PageMap &operator=(PageMap other) noexcept
	{
		std::swap(root_, other.root_);
		return *this;
	}

	/* The content of a page; NULL is a page of zeros, as all are at first. */
	Page *Get(uint32_t page) const;

	/* Takes over one reference to `content`. */
	void Set(uint32_t page, Page *content);

	/* Calls f(page, content in a, content in b) for each page that differs, ascending. */
	template <typename F> static void Diff(const PageMap &a, const PageMap &b, F &&f)
	{
		DiffNodes(a.root_, b.root_, kLevels - 1, 0, f);
	}

	/* Calls f(page, content) for each page that is not zero, ascending. */
	template <typename F> void ForEach(F &&f) const
	{
		Diff(PageMap(), *this,
		     [&](uint32_t page, Page *, Page *content) { f(page, content); });
	}

      private:
	static constexpr unsigned kBits = 6, kFanout = 1 << kBits, kLevels = 3;

	struct Node {
		uint32_t refs;
		void *slot[kFanout]; /* Page at level 0, Node above */
	};

	static void RefSlot(void *slot, unsigned level);
	static void UnrefSlot(void *slot, unsigned level);
	static Node *Own(Node *node, unsigned level);

	template <typename F>
	static void DiffNodes(const Node *a, const Node *b, unsigned level, uint32_t first, F &f)
	{
		if (a == b)
			return;
		for (unsigned i = 0; i < kFanout; i++) {
			void *in_a = a ? a->slot[i] : nullptr;
			void *in_b = b ? b->slot[i] : nullptr;
			uint32_t page = first + (i << level * kBits);

			if (in_a == in_b)
				continue;
			if (level == 0)
				f(page, static_cast<Page *>(in_a), static_cast<Page *>(in_b));
			else
				DiffNodes(static_cast<Node *>(in_a), static_cast<Node *>(in_b),
					  level - 1, page, f);
		}
	}

	Node *root_ = nullptr;
};

} // namespace ktest

#endif /* KTEST_PAGE_MAP_H */
