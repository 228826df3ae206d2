// SPDX-License-Identifier: GPL-2.0
#include "written_pages.h"

#include "written_by_fault.h"
#include "written_by_scan.h"

namespace ktest
{

std::unique_ptr<WrittenPages> WrittenPages::Of(uintptr_t begin, uintptr_t end)
{
	std::unique_ptr<WriteScan> scan = WriteScan::Of(begin, end);

	if (scan)
		return std::make_unique<WrittenByScan>(begin, end, std::move(scan));
	return std::make_unique<WrittenByFault>(begin, end);
}

} // namespace ktest
