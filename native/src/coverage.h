/* SPDX-License-Identifier: GPL-2.0 */
/* coverage.h - how often which code of the library runs: "Coverage" of liblinux.h. */
#ifndef KTEST_COVERAGE_H
#define KTEST_COVERAGE_H

#include <cstddef>
#include <cstdint>

namespace ktest
{

/*
 * The memory that a library counts in, from where it is mapped there: an instance may come and go,
 * and so may those who read it.
 */
class Coverage
{
public:
	/*
	 * How often a block ran, by 256: those that run so many times pass for others that did not.
	 * Or that it ran, 1.
	 */
	enum class Kind { kCounts, kReached };

	/* Memory of its own, zeros at first. `blocks` is a multiple of 8. */
	explicit Coverage(size_t blocks);

	/* Somebody else's, which outlives this: page aligned, whole pages, and mapped shared. */
	Coverage(uint8_t *counters, size_t blocks) : counters_(counters), blocks_(blocks)
	{
	}

	~Coverage();
	Coverage(const Coverage &) = delete;
	Coverage &operator=(const Coverage &) = delete;

	/* One for each basic block. */
	uint8_t *Counters() const
	{
		return counters_;
	}
	size_t Blocks() const
	{
		return blocks_;
	}

	/* From now on that is the memory at a page aligned address. Throws an errno's name. */
	void MapAt(uintptr_t address) const;

	/*
	 * Adds the counters to `seen`, a byte for each with a bit for each class of counts, and
	 * sets them back to 0. Returns for how many there is a new bit.
	 */
	uint32_t Take(uint8_t *seen) const;

private:
	uint8_t *const counters_;
	const size_t blocks_;
	const bool is_own_ = false;
};

} // namespace ktest

#endif /* KTEST_COVERAGE_H */
