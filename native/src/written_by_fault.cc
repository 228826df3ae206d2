// SPDX-License-Identifier: GPL-2.0
#include "written_by_fault.h"

#include "error.h"
#include "slot.h"

#include <algorithm>
#include <cerrno>
#include <sys/mman.h>

namespace ktest
{
namespace
{

/* A set up to this size stays writable across a snapshot: faults are dearer than copies. */
constexpr uint32_t kKeepWritable = 256;

/* Restores in a row that find a page unchanged before it is protected again. */
constexpr uint8_t kIdleRestores = 32;

/* ... once there are this many such pages, because mprotect(2) has its price too. */
constexpr uint32_t kIdlePages = 32;

} // namespace

WrittenByFault::WrittenByFault(uintptr_t begin, uintptr_t end)
    : begin_(begin), end_(end), state_((end - begin) / kPage), dirty_((end - begin) / kPage)
{
}

void WrittenByFault::Begin()
{
	if (mprotect(At(0), end_ - begin_, PROT_READ))
		ThrowErrno("protecting the memory of an instance", errno);
	std::fill(state_.begin(), state_.end(), PageState());
	dirty_count_ = 0;
}

void WrittenByFault::Add(uint32_t page) noexcept
{
	uint32_t at = dirty_count_.fetch_add(1, std::memory_order_relaxed);

	state_[page] = {1, 0};
	dirty_[at] = page;
}

bool WrittenByFault::Unprotect(uint32_t page) noexcept
{
	if (state_[page].dirty)
		return false;
	if (mprotect(At(page), kPage, PROT_READ | PROT_WRITE) == 0) {
		Add(page);
		return true;
	}
	/* No mappings are left to split one (vm.max_map_count): one writable mapping it is. */
	return UnprotectAll();
}

bool WrittenByFault::UnprotectAll() noexcept
{
	if (mprotect(At(0), end_ - begin_, PROT_READ | PROT_WRITE))
		return false;
	for (uint32_t page = 0; page < state_.size(); page++)
		if (!state_[page].dirty)
			Add(page);
	return true;
}

void WrittenByFault::ForTake(const Visit &visit)
{
	for (uint32_t i = 0; i < dirty_count_; i++)
		visit(dirty_[i]);
	if (dirty_count_ > kKeepWritable)
		Begin();
}

void WrittenByFault::ForPut(const std::vector<uint32_t> &others, const Visit &visit)
{
	uint32_t idle = 0;

	for (uint32_t page : others)
		if (!state_[page].dirty && !Unprotect(page))
			ThrowErrno("restoring a snapshot", errno);
	for (uint32_t i = 0; i < dirty_count_; i++) {
		PageState &state = state_[dirty_[i]];

		if (visit(dirty_[i]))
			state.idle = 0;
		else if (state.idle < kIdleRestores)
			state.idle++;
		else
			idle++;
	}
	if (idle >= kIdlePages)
		ProtectIdle();
}

/* Protects the idle pages of the set, adjoining ones with one call. */
void WrittenByFault::ProtectIdle()
{
	auto end = dirty_.begin() + dirty_count_;
	auto keep = std::partition(dirty_.begin(), end, [&](uint32_t page) {
		return state_[page].idle < kIdleRestores;
	});

	std::sort(keep, end);
	for (auto from = keep; from != end;) {
		auto to = from + 1;
		while (to != end && *to == *(to - 1) + 1)
			to++;
		if (mprotect(At(*from), (to - from) * kPage, PROT_READ)) {
			dirty_count_ = std::copy(from, end, keep) - dirty_.begin();
			return;
		}
		for (; from != to; from++)
			state_[*from] = PageState();
	}
	dirty_count_ = keep - dirty_.begin();
}

uint32_t WrittenByFault::Count() const
{
	return dirty_count_;
}

} // namespace ktest
