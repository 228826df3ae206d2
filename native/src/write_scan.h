/* SPDX-License-Identifier: GPL-2.0 */
/*
 * write_scan.h - asks the host's kernel which pages were written, instead of a signal for each.
 *
 * userfaultfd(2) with UFFD_FEATURE_WP_ASYNC and the ioctl PAGEMAP_SCAN, Linux 6.7 and later:
 * the first write to a page costs a ninth of what SIGSEGV and mprotect(2) do.
 */
#ifndef KTEST_WRITE_SCAN_H
#define KTEST_WRITE_SCAN_H

#include <cstddef>
#include <cstdint>
#include <memory>

namespace ktest
{

class WriteScan
{
public:
	/*
	 * Of [begin, end), page aligned, which keeps its mappings from now on. Null where the
	 * host's kernel cannot or must not do it, or KTEST_WRITE_TRACKING is "faults".
	 */
	static std::unique_ptr<WriteScan> Of(uintptr_t begin, uintptr_t end);

	/*
	 * Calls visit(page) for each page that may have been written since the last Forget(), in
	 * order; page 0 is at begin. It may be called for others, too, and is for all at first.
	 */
	template <typename F> void ForEach(F &&visit) const
	{
		for (uintptr_t at = begin_; at < end_;) {
			Range ranges[kRanges];
			size_t n = Scan(&at, kReport, ranges, kRanges);

			for (size_t i = 0; i < n; i++)
				for (uintptr_t from = ranges[i].begin; from < ranges[i].end;
				     from += 4096)
					visit(uint32_t((from - begin_) / 4096));
		}
	}

	/* No page counts as written. */
	void Forget() const;

private:
	struct Range { /* struct page_region of linux/fs.h */
		uint64_t begin, end, categories;
	};
	enum What { kReport, kForget };
	static constexpr size_t kRanges = 256;

	WriteScan(uintptr_t begin, uintptr_t end) : begin_(begin), end_(end)
	{
	}

	/* From *at on; leaves there how far it came. */
	size_t Scan(uintptr_t *at, What what, Range *ranges, size_t n) const;

	const uintptr_t begin_, end_;
};

} // namespace ktest

#endif /* KTEST_WRITE_SCAN_H */
