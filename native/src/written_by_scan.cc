// SPDX-License-Identifier: GPL-2.0
#include "written_by_scan.h"

#include "error.h"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <sys/mman.h>

namespace ktest
{
namespace
{

/*
 * A page that counts as written in vain costs a comparison each time, one that does not costs a fault
 * when it is written, some eight times as much. When so many comparisons have been in vain for each page
 * that was written, none counts any more, and it is found out anew which belong there.
 */
constexpr uint32_t kVainCompares = 8;

/* What finding out costs besides, in pages. */
constexpr uint32_t kScanCost = 16;

} // namespace

void WrittenByScan::Begin()
{
	if (mprotect(reinterpret_cast<void *>(begin_), end_ - begin_, PROT_READ | PROT_WRITE))
		ThrowErrno("memory for an instance", errno);
	Forget();
}

void WrittenByScan::Forget()
{
	scan_->Forget();
	faults_ = FaultCount();
}

/*
 * An instance's memory is written to by the thread that it belongs to. Without a fault since the
 * last time no page is new among the written ones, and to ask would be a third of a restore.
 */
const std::vector<uint32_t> &WrittenByScan::Scan() const
{
	FaultCount faults = FaultCount::Now();

	if (faults == faults_)
		return written_;
	/* One while this looks is one more the next time. */
	faults_ = faults;
	written_.clear();
	scan_->ForEach([&](uint32_t page) { written_.push_back(page); });
	return written_;
}

void WrittenByScan::VisitAll(const std::vector<uint32_t> &pages, const Visit &visit)
{
	uint32_t changed = 0;

	for (uint32_t page : pages)
		changed += visit(page);
	wasted_ += pages.size() - changed;
	if (wasted_ < kVainCompares * (changed + kScanCost))
		return;
	Forget();
	wasted_ = 0;
}

void WrittenByScan::ForTake(const Visit &visit)
{
	VisitAll(Scan(), visit);
}

void WrittenByScan::ForPut(const std::vector<uint32_t> &others, const Visit &visit)
{
	const std::vector<uint32_t> &written = Scan();

	/* Most of the others were written, too: none is looked at twice. */
	all_.clear();
	std::set_union(written.begin(), written.end(), others.begin(), others.end(),
		       std::back_inserter(all_));
	VisitAll(all_, visit);
}

bool WrittenByScan::Unprotect(uint32_t) noexcept
{
	return false;
}

bool WrittenByScan::UnprotectAll() noexcept
{
	return true;
}

uint32_t WrittenByScan::Count() const
{
	return Scan().size();
}

} // namespace ktest
