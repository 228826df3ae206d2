/* SPDX-License-Identifier: GPL-2.0 */
/*
 * written_pages.h - which pages of a region were written since it was last put in order.
 *
 * The host's kernel says so (write_scan.h), or where it cannot, each first write is a fault. Either
 * way the set is sticky: a page that was put back stays in it, so from the second run on the
 * same test costs nothing for it. Pages that turn out to be left alone leave the set again.
 */
#ifndef KTEST_WRITTEN_PAGES_H
#define KTEST_WRITTEN_PAGES_H

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace ktest
{

class WrittenPages
{
public:
	/* Looks at a page by its number; true: it was not as it should be. */
	using Visit = std::function<bool(uint32_t)>;

	/* Of [begin, end), page aligned and mapped, which keeps its mappings from now on. */
	static std::unique_ptr<WrittenPages> Of(uintptr_t begin, uintptr_t end);

	virtual ~WrittenPages() = default;

	/* No page counts as written; the memory may have been read-only before. */
	virtual void Begin() = 0;

	/* For a snapshot: looks at each page that may have been written. */
	virtual void ForTake(const Visit &visit) = 0;

	/*
	 * For a restore: looks at each page that may have been written and at each of `others`, which
	 * ascend. `visit` may write to them.
	 */
	virtual void ForPut(const std::vector<uint32_t> &others, const Visit &visit) = 0;

	/*
	 * A write to the page has faulted, or is about to: makes it writable. False if it was
	 * before. Async-signal-safe.
	 */
	virtual bool Unprotect(uint32_t page) noexcept = 0;

	/* Makes all writable, for the time without a fault handler. Async-signal-safe. */
	virtual bool UnprotectAll() noexcept = 0;

	/* How many there are, for tests and measurements. */
	virtual uint32_t Count() const = 0;
};

} // namespace ktest

#endif /* KTEST_WRITTEN_PAGES_H */
