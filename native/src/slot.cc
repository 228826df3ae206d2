// SPDX-License-Identifier: GPL-2.0
#include "slot.h"

#include "error.h"

#include <bitset>
#include <cerrno>
#include <mutex>
#include <sys/mman.h>

namespace ktest
{
namespace
{

std::mutex mutex;
std::bitset<kSlots> taken;

bool Reserve(uintptr_t base)
{
	void *want = reinterpret_cast<void *>(base);
	void *got = mmap(want, kSlotBytes, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

	if (got == want)
		return true;
	if (got != MAP_FAILED) // a kernel before 4.17 takes the address as a hint
		munmap(got, kSlotBytes);
	else if (errno != EEXIST)
		ThrowErrno("reserving address space for an instance", errno);
	return false;
}

std::string Name(int number)
{
	char text[64];

	snprintf(text, sizeof(text), "slot %d (address 0x%lx)", number,
		 kSlotBase + number * kSlotBytes);
	return text;
}

} // namespace

Slot::Slot(int number) : number_(number)
{
	std::lock_guard<std::mutex> lock(mutex);

	if (number >= 0) {
		if (taken[number])
			throw Error("KTEST_SLOT_BUSY", Name(number) + " has an instance already");
		if (!Reserve(Base()))
			throw Error("KTEST_ADDRESS_TAKEN",
				    "other memory of this process is in the way of " +
					    Name(number));
	} else {
		for (number_ = 0; number_ < kSlots; number_++)
			if (!taken[number_] && Reserve(Base()))
				break;
		if (number_ == kSlots)
			throw Error("KTEST_SLOT_BUSY",
				    "all " + std::to_string(kSlots) + " slots are taken");
	}
	taken[number_] = true;
}

Slot::~Slot()
{
	if (abandoned_)
		return;
	std::lock_guard<std::mutex> lock(mutex);
	munmap(reinterpret_cast<void *>(Base()), kSlotBytes);
	taken[number_] = false;
}

} // namespace ktest
