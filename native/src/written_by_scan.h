/* SPDX-License-Identifier: GPL-2.0 */
/*
 * written_by_scan.h - pages that were written, as the host's kernel tells.
 */
#ifndef KTEST_WRITTEN_BY_SCAN_H
#define KTEST_WRITTEN_BY_SCAN_H

#include "fault_count.h"
#include "write_scan.h"
#include "written_pages.h"

namespace ktest
{

class WrittenByScan final : public WrittenPages
{
public:
	WrittenByScan(uintptr_t begin, uintptr_t end, std::unique_ptr<WriteScan> scan)
	    : begin_(begin), end_(end), scan_(std::move(scan))
	{
	}

	void Begin() override;
	void ForTake(const Visit &visit) override;
	void ForPut(const std::vector<uint32_t> &others, const Visit &visit) override;
	bool Unprotect(uint32_t page) noexcept override;
	bool UnprotectAll() noexcept override;
	uint32_t Count() const override;

private:
	const std::vector<uint32_t> &Scan() const;
	void Forget();
	void VisitAll(const std::vector<uint32_t> &pages, const Visit &visit);

	const uintptr_t begin_, end_;
	const std::unique_ptr<WriteScan> scan_;
	uint32_t wasted_ = 0; /* pages that were looked at in vain */
	mutable std::vector<uint32_t> written_;
	mutable FaultCount faults_; /* when they were found */
	std::vector<uint32_t> all_;
};

} // namespace ktest

#endif /* KTEST_WRITTEN_BY_SCAN_H */
