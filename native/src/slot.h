/* SPDX-License-Identifier: GPL-2.0 */
/*
 * slot.h - address space for instances.
 *
 * Instance n of a process lives in slot n, at the same addresses in every process: pointers
 * inside a snapshot stay right, and what the kernel derives from addresses (hashes, sort
 * orders) does not change from run to run.
 *
 *	slot	+ 0		struct lib_host: not part of a snapshot
 *		+ 64 KiB	liblinux: read-only segments, then the writable one
 *		(2 MiB aligned)	arena
 */
#ifndef KTEST_SLOT_H
#define KTEST_SLOT_H

#include <cstddef>
#include <cstdint>

namespace ktest
{

/*
 * 2^46 < base, so none of V8's mmap hints, which have 46 bits, leads here; below 2/3 of the
 * user address space, where position-independent executables start; far below the mmap area.
 */
constexpr uintptr_t kSlotBase = 0x500000000000;
constexpr size_t kSlotBytes = size_t(1) << 30;
constexpr int kSlots = 256;
constexpr size_t kImageOffset = 64 << 10;
constexpr size_t kPage = 4096;

class Slot
{
      public:
	/*
	 * Reserves slot `number`, or with -1 the lowest free one. Throws KTEST_SLOT_BUSY if
	 * another instance has it (or all are taken), KTEST_ADDRESS_TAKEN if something else
	 * of this process is mapped there.
	 */
	explicit Slot(int number);

	/* Unmaps everything in it. */
	~Slot();

	Slot(const Slot &) = delete;
	Slot &operator=(const Slot &) = delete;

	int Number() const
	{
		return number_;
	}
	uintptr_t Base() const
	{
		return kSlotBase + number_ * kSlotBytes;
	}

	/* The memory stays mapped for ever: somebody may still point into it. */
	void Abandon()
	{
		abandoned_ = true;
	}

      private:
	int number_;
	bool abandoned_ = false;
};

/* Slot number of an address; -1 if it is in none. Async-signal-safe. */
inline int SlotOf(uintptr_t address)
{
	if (address < kSlotBase || address >= kSlotBase + kSlots * kSlotBytes)
		return -1;
	return (address - kSlotBase) / kSlotBytes;
}

} // namespace ktest

#endif /* KTEST_SLOT_H */
