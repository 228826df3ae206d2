// SPDX-License-Identifier: GPL-2.0
#include "write_scan.h"

#include "error.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ktest
{
namespace
{

/* linux/userfaultfd.h and linux/fs.h of 6.7: the headers of the system may be older. */
constexpr unsigned kUserModeOnly = 1;		   /* UFFD_USER_MODE_ONLY */
constexpr uint64_t kFeatureAsync = 1ull << 15;	   /* UFFD_FEATURE_WP_ASYNC */
constexpr uint64_t kPageIsWritten = 1 << 1;	   /* PAGE_IS_WRITTEN */
constexpr uint64_t kPageIsThere = 1 << 3 | 1 << 4; /* PAGE_IS_PRESENT, PAGE_IS_SWAPPED */
constexpr uint64_t kProtectMatching = 1 << 0;	   /* PM_SCAN_WP_MATCHING */
constexpr uint64_t kCheckAsync = 1 << 1;	   /* PM_SCAN_CHECK_WPASYNC */

struct ScanArgument { /* struct pm_scan_arg */
	uint64_t size, flags, start, end, walk_end, ranges, n, max_pages;
	uint64_t category_inverted, category_mask, category_anyof_mask, return_mask;
};

constexpr unsigned long kPagemapScan = _IOWR('f', 16, ScanArgument);

/* Of this process, as long as it lives: one for all instances. */
struct Descriptors {
	Descriptors()
	{
		struct uffdio_api api = {};

		api.api = UFFD_API;
		api.features = kFeatureAsync;
		uffd = int(syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK | kUserModeOnly));
		if (uffd < 0 || ioctl(uffd, UFFDIO_API, &api))
			return;
		pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	}

	int uffd = -1, pagemap = -1;
};

const Descriptors &Open()
{
	static const Descriptors descriptors;

	return descriptors;
}

} // namespace

std::unique_ptr<WriteScan> WriteScan::Of(uintptr_t begin, uintptr_t end)
{
	const char *wish = getenv("KTEST_WRITE_TRACKING");

	if ((wish && !strcmp(wish, "faults")) || Open().pagemap < 0)
		return nullptr;
	struct uffdio_register area = {};
	area.range = {begin, end - begin};
	area.mode = UFFDIO_REGISTER_MODE_WP;
	if (ioctl(Open().uffd, UFFDIO_REGISTER, &area))
		return nullptr;
	/* Some page is there, and none is protected: a kernel that can tell says so. */
	std::unique_ptr<WriteScan> scan(new WriteScan(begin, end));
	try {
		scan->ForEach([](uint32_t) {});
	} catch (const Error &) {
		return nullptr;
	}
	return scan;
}

size_t WriteScan::Scan(uintptr_t *at, What what, Range *ranges, size_t n) const
{
	ScanArgument argument = {};

	argument.size = sizeof(argument);
	argument.flags = kCheckAsync | (what == kForget ? kProtectMatching : 0);
	argument.start = *at;
	argument.end = end_;
	argument.ranges = reinterpret_cast<uint64_t>(ranges);
	argument.n = n;
	/*
	 * Of a page that was never touched the kernel would say that it was written, and note that
	 * it is not: in page tables that it makes for that, for the whole arena, and reads each
	 * time.
	 */
	argument.category_mask = kPageIsWritten;
	argument.category_anyof_mask = kPageIsThere;
	argument.return_mask = kPageIsWritten;
	int found = ioctl(Open().pagemap, kPagemapScan, &argument);
	if (found < 0)
		ThrowErrno("looking for pages that were written", errno);
	*at = argument.walk_end;
	return size_t(found);
}

void WriteScan::Forget() const
{
	for (uintptr_t at = begin_; at < end_;) {
		Range ranges[kRanges];

		Scan(&at, kForget, ranges, kRanges);
	}
}

} // namespace ktest
