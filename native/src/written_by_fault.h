/* SPDX-License-Identifier: GPL-2.0 */
/*
 * written_by_fault.h - pages that were written, found by write-protecting all: the first write to
 * a page faults and puts it in the set.
 */
#ifndef KTEST_WRITTEN_BY_FAULT_H
#define KTEST_WRITTEN_BY_FAULT_H

#include "written_pages.h"

#include <atomic>

namespace ktest
{

class WrittenByFault final : public WrittenPages
{
public:
	WrittenByFault(uintptr_t begin, uintptr_t end);

	void Begin() override;
	void ForTake(const Visit &visit) override;
	void ForPut(const std::vector<uint32_t> &others, const Visit &visit) override;
	bool Unprotect(uint32_t page) noexcept override;
	bool UnprotectAll() noexcept override;
	uint32_t Count() const override;

private:
	void *At(uint32_t page) const
	{
		return reinterpret_cast<void *>(begin_ + page * size_t(4096));
	}
	void Add(uint32_t page) noexcept;
	void ProtectIdle();

	const uintptr_t begin_, end_;

	/* Written by the fault handler; preallocated for all pages. */
	struct PageState {
		uint8_t dirty;
		uint8_t idle; /* restores that found the page unchanged, in a row */
	};
	std::vector<PageState> state_;
	std::vector<uint32_t> dirty_;
	std::atomic<uint32_t> dirty_count_{0};
};

} // namespace ktest

#endif /* KTEST_WRITTEN_BY_FAULT_H */
